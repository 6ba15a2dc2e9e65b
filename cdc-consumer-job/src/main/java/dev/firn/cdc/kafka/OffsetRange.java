package dev.firn.cdc.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Events of a Kafka partition.
 *
 * @param end the offset after the last
 */
public record OffsetRange(TopicPartition partition, long from, long end) implements Serializable {

  /** How many offsets; fewer events, if the topic has gaps. */
  public long length() {
    return end - from;
  }

  /** The part of it that begins at the offset. */
  public OffsetRange from(long offset) {
    return new OffsetRange(partition, offset, end);
  }

  /** The part of it that ends before the offset. */
  public OffsetRange until(long offset) {
    return new OffsetRange(partition, from, offset);
  }

  /** The range of so many offsets that follows this one. */
  public OffsetRange next(long count) {
    return new OffsetRange(partition, end, end + count);
  }

  /** The range in consecutive parts of about the same length. */
  public List<OffsetRange> pieces(long most) {
    long count = Math.max(1, (length() + most - 1) / most);
    return LongStream.range(0, count)
        .mapToObj(
            i ->
                new OffsetRange(
                    partition, from + length() * i / count, from + length() * (i + 1) / count))
        .toList();
  }

  /** How far ranges reach, per topic and Kafka partition; those without an offset are left out. */
  public static Map<String, Map<Integer, Long>> ends(Stream<OffsetRange> ranges) {
    Map<String, Map<Integer, Long>> ends = new HashMap<>();
    ranges
        .filter(range -> range.length() > 0)
        .forEach(
            range ->
                ends.computeIfAbsent(range.partition().topic(), topic -> new HashMap<>())
                    .merge(range.partition().partition(), range.end(), Math::max));
    return ends;
  }

  @Override
  public String toString() {
    return "offsets " + from + " to " + (end - 1) + " of " + partition;
  }
}
