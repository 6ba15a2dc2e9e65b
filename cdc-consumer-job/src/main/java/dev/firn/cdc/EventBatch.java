package dev.firn.cdc;

import dev.firn.config.KafkaClusterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Events that are read, decoded and applied at once.
 *
 * <p>Its tasks read Kafka themselves: Spark's source makes a row of each event, reads a partition
 * by one task only, and would read everything again for each part of a batch.
 *
 * @param ranges at most one of each Kafka partition
 * @param isDivided true if several tasks may share a partition
 * @param afterRead fails if what was read is not what was to be read, or not to be applied any more
 */
record EventBatch(
    JavaSparkContext spark,
    KafkaClusterConfig cluster,
    List<OffsetRange> ranges,
    boolean isDivided,
    Runnable afterRead) {

  /** A task that has only a few has more to do before the first event than with them. */
  private static final long LEAST_OF_A_TASK = 10_000;

  /** Each task is sent the contracts of all tables. */
  private static final int TASKS_PER_CORE = 2;

  /** All that Spark has planned for a micro-batch. */
  static EventBatch of(
      JavaSparkContext spark,
      KafkaClusterConfig cluster,
      List<OffsetRange> ranges,
      Runnable afterRead) {
    return new EventBatch(spark, cluster, ranges, true, afterRead);
  }

  /**
   * What was read.
   *
   * @param rest what was left unread, to be applied after the slices
   */
  record Part(List<DecodedSlice> slices, Optional<EventBatch> rest) {}

  /** One pass over the events, which ends where the tasks have enough; can be made again. */
  Part decode(EnvelopeDecoder decoder) {
    int cores = spark.defaultParallelism();
    List<OffsetRange> pieces = isDivided ? pieces(cores) : ranges;
    if (pieces.isEmpty()) {
      return new Part(List.of(), Optional.empty());
    }
    int tasks = Math.min(pieces.size(), TASKS_PER_CORE * cores);
    List<DecodedSlice> slices =
        spark
            .parallelize(pieces, tasks)
            .mapPartitions(new RangeDecoder(cluster, decoder.sharedBy(tasks)))
            .collect();
    afterRead.run();
    ReadProgress progress = new ReadProgress(ranges);
    List<DecodedSlice> usable = slices.stream().filter(progress::advance).toList();
    List<OffsetRange> left = progress.left();
    return new Part(
        usable,
        left.isEmpty()
            ? Optional.empty()
            : Optional.of(new EventBatch(spark, cluster, left, false, afterRead)));
  }

  private List<OffsetRange> pieces(int cores) {
    long events = ranges.stream().mapToLong(OffsetRange::length).sum();
    long each = Math.max(LEAST_OF_A_TASK, events / cores + 1);
    List<OffsetRange> pieces = new ArrayList<>();
    ranges.forEach(range -> pieces.addAll(range.pieces(each)));
    return pieces;
  }
}
