package dev.firn.cdc;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Events of a Kafka partition.
 *
 * @param end the offset after the last
 */
record OffsetRange(TopicPartition partition, long from, long end) implements Serializable {

  /**
   * What is left of ranges.
   *
   * @param reached per partition of which something was read, the offset up to which it was
   */
  static List<OffsetRange> after(Map<TopicPartition, Long> reached, List<OffsetRange> ranges) {
    return ranges.stream()
        .map(range -> range.from(reached.getOrDefault(range.partition(), range.from())))
        .filter(range -> range.from() < range.end())
        .toList();
  }

  @Override
  public String toString() {
    return "offsets " + from + " to " + (end - 1) + " of " + partition;
  }

  private OffsetRange from(long offset) {
    return new OffsetRange(partition, offset, end);
  }
}
