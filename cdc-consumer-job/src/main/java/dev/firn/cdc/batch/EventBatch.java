package dev.firn.cdc.batch;

import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.model.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
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
public record EventBatch(
    JavaSparkContext spark,
    KafkaClusterConfig cluster,
    List<OffsetRange> ranges,
    boolean isDivided,
    Runnable afterRead) {

  /** A task that has only a few has more to do before the first event than with them. */
  static final long MIN_TASK_EVENTS = 10_000;

  private static final String POOL = "spark.scheduler.pool";

  /** Each task is sent the contracts of all tables. */
  private static final int TASKS_PER_CORE = 2;

  /** All that Spark has planned for a micro-batch. */
  public static EventBatch of(
      JavaSparkContext spark,
      KafkaClusterConfig cluster,
      List<OffsetRange> ranges,
      Runnable afterRead) {
    return new EventBatch(spark, cluster, ranges, true, afterRead);
  }

  /** A batch that comes after this one. */
  public EventBatch followedBy(List<OffsetRange> others) {
    return with(others, true);
  }

  private EventBatch with(List<OffsetRange> others, boolean divided) {
    return new EventBatch(spark, cluster, others, divided, afterRead);
  }

  /**
   * What was read.
   *
   * @param rest what was left unread, to be applied after the slices
   */
  public record Part(List<DecodedChunk> slices, Optional<EventBatch> rest) {}

  /** One pass over the events, which ends where the tasks have enough; can be made again. */
  public Part decode(DecoderSettings decoder) {
    return decode(decoder, List.of());
  }

  /**
   * The same, if some of it may have been done.
   *
   * @param ahead slices that were decoded in the same way; those that do not fit are not used
   */
  public Part decode(DecoderSettings decoder, List<DecodedChunk> ahead) {
    ReadProgress progress = new ReadProgress(ranges);
    List<DecodedChunk> usable = new ArrayList<>(progress.usable(ahead));
    if (!progress.left().isEmpty() && usable.stream().noneMatch(DecodedChunk::isFull)) {
      List<DecodedChunk> read = with(progress.left(), isDivided).slices(decoder, true).collect();
      usable.addAll(progress.usable(read));
    }
    afterRead.run();
    boolean mayBeSplit = isDivided || !ahead.isEmpty();
    if (mayBeSplit && splitsAtDeadLetter(usable)) {
      return with(ranges, false).decode(decoder);
    }
    List<OffsetRange> left = progress.left();
    return new Part(usable, left.isEmpty() ? Optional.empty() : Optional.of(with(left, false)));
  }

  /**
   * Begins to read and to decode what is there already, in a pool of jobs of its own: as the
   * launcher has it, Spark gives that only cores that nothing else wants.
   */
  JavaFutureAction<List<DecodedChunk>> begin(DecoderSettings decoder) {
    spark.setLocalProperty(POOL, "ahead");
    try {
      return slices(decoder, false).collectAsync();
    } finally {
      spark.setLocalProperty(POOL, null);
    }
  }

  private JavaRDD<DecodedChunk> slices(DecoderSettings decoder, boolean waits) {
    int cores = spark.defaultParallelism();
    List<OffsetRange> pieces = isDivided ? pieces(waits ? cores : TASKS_PER_CORE * cores) : ranges;
    int tasks = Math.max(1, Math.min(pieces.size(), TASKS_PER_CORE * cores));
    return spark
        .parallelize(pieces, tasks)
        .mapPartitions(new DecodeTask(cluster.forTasks(), decoder.sharedBy(tasks), waits));
  }

  private List<OffsetRange> pieces(int count) {
    long each = Math.max(MIN_TASK_EVENTS, events() / count + 1);
    List<OffsetRange> pieces = new ArrayList<>();
    ranges.forEach(range -> pieces.addAll(range.pieces(each)));
    return pieces;
  }

  /** At most so many. */
  long events() {
    return ranges.stream().mapToLong(OffsetRange::length).sum();
  }

  /**
   * True if an event leaves out values behind a dead letter that another task has read: if both are
   * of one key, the values are those that the letter may have changed, and only a task that reads
   * both can tell.
   */
  private static boolean splitsAtDeadLetter(List<DecodedChunk> slices) {
    Set<TableId> withLetters = new HashSet<>();
    for (DecodedChunk slice : slices) {
      boolean isSplit =
          slice.tables().entrySet().stream()
              .anyMatch(
                  part -> part.getValue().lacksValues() && withLetters.contains(part.getKey()));
      if (isSplit) {
        return true;
      }
      slice
          .tables()
          .forEach(
              (table, part) -> {
                if (!part.deadLetters().isEmpty()) {
                  withLetters.add(table);
                }
              });
    }
    return false;
  }
}
