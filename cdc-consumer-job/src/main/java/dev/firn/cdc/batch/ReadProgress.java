package dev.firn.cdc.batch;

import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.kafka.OffsetRange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far ranges have been read without a gap, by slices in the order of the events. */
final class ReadProgress {

  private final Map<TopicPartition, OffsetRange> left = new LinkedHashMap<>();

  /**
   * @param ranges at most one of each Kafka partition
   */
  ReadProgress(List<OffsetRange> ranges) {
    ranges.forEach(range -> left.put(range.partition(), range));
  }

  /** Those of the slices that can be used, in their order; they are taken as read. */
  List<DecodedChunk> usable(List<DecodedChunk> slices) {
    return slices.stream().filter(this::advance).toList();
  }

  /**
   * Takes the slice as read, unless a task before it has left events of the same partition unread:
   * what comes after them must not be applied before them. Nor is a slice of use that has more than
   * what is wanted.
   *
   * @return false if the slice is not to be used
   */
  boolean advance(DecodedChunk slice) {
    Map<TopicPartition, OffsetRange> after = new HashMap<>(left);
    for (OffsetRange read : slice.read()) {
      OffsetRange wanted = after.get(read.partition());
      if (wanted == null || read.from() != wanted.from() || read.end() > wanted.end()) {
        return false;
      }
      after.put(read.partition(), wanted.from(read.end()));
    }
    left.putAll(after);
    return true;
  }

  List<OffsetRange> left() {
    return left.values().stream().filter(range -> range.length() > 0).toList();
  }
}
