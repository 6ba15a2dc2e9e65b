package dev.firn.cdc;

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

  /**
   * Takes the slice as read, unless a task before it has left events of the same partition unread:
   * what comes after them must not be applied before them.
   *
   * @return false if the slice is not to be used
   */
  boolean advance(DecodedSlice slice) {
    boolean follows =
        slice.read().stream().allMatch(range -> range.from() == next(range.partition()));
    if (follows) {
      slice
          .read()
          .forEach(
              read -> left.computeIfPresent(read.partition(), (id, all) -> all.from(read.end())));
    }
    return follows;
  }

  private long next(TopicPartition partition) {
    OffsetRange range = left.get(partition);
    if (range == null) {
      throw new IllegalStateException("A task has read " + partition + " without being asked to");
    }
    return range.from();
  }

  List<OffsetRange> left() {
    return left.values().stream().filter(range -> range.length() > 0).toList();
  }
}
