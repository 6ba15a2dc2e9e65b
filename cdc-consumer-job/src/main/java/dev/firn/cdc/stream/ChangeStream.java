package dev.firn.cdc.stream;

import dev.firn.cdc.apply.BatchApplier;
import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.cdc.batch.EventBatch;
import dev.firn.cdc.batch.PlannedOffsets;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.kafka.KafkaOffsets;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.StartOffsets;
import dev.firn.error.Causes;
import dev.firn.error.DataGapException;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.retry.Outages;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streaming query over all topics of a source, from its start to its end.
 *
 * <p>Every run has a checkpoint of its own and begins where the ledgers say, so a checkpoint that
 * is lost, old or foreign cannot do harm.
 */
public final class ChangeStream {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);
  private static final long POLL_MILLIS = 200;
  private static final Duration LOOK_AFTER = Duration.ofSeconds(30);

  /** Thrown at the very start of a batch, before anything was done, to end the query. */
  private static final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final SparkSession spark;
  private final StreamSettings settings;
  private final BatchApplier batches;
  private final StreamStatusWriter status;
  private final StopCondition end;

  private final StreamHealth health;

  /** Batches of this run that Spark, too, has ended. */
  private volatile long applied;

  /** When the source was looked at last because no event came, by {@link System#nanoTime}. */
  private long looked = System.nanoTime();

  /** Held while a batch is applied, so that stopping never interrupts one. */
  private final ReentrantLock applying = new ReentrantLock();

  /** Per partition, the offset up to which the query has read. */
  private final Map<TopicPartition, Long> read = new HashMap<>();

  /** The offsets that were told to others last, as Spark writes them. */
  private String reported = "";

  public ChangeStream(
      SparkSession spark,
      StreamSettings settings,
      BatchApplier batches,
      StreamStatusWriter status,
      StopCondition end,
      StreamHealth health) {
    this.health = health;
    this.spark = spark;
    this.settings = settings;
    this.batches = batches;
    this.status = status;
    this.end = end;
  }

  /**
   * Runs until it is asked to stop, is idle for long enough, has no table left, or fails.
   *
   * @param offsets where the ledgers go on now; asked again to name the events that are gone
   */
  public void run(Pattern topicPattern, Supplier<StartOffsets> offsets) {
    int failures = 0;
    boolean goesOn = true;
    try (SignsOfLife signs = new SignsOfLife(spark, health)) {
      while (goesOn) {
        long before = applied;
        try {
          goesOn = runOnce(topicPattern, offsets);
          failures = 0;
        } catch (Exception e) {
          failures = applied > before ? 1 : failures + 1;
          rideOut(Failures.unchecked(e), failures);
        }
      }
    }
    end.requireNothingMissing();
  }

  /**
   * Waits before the stream begins again at the ledgers, unless it is of no use.
   *
   * @param failures in a row, without a batch that was applied in between
   */
  private void rideOut(RuntimeException failure, int failures) {
    UnavailableException outage =
        failure instanceof UnavailableException known
            ? known
            : LakeFailures.findOutage(failure).orElseThrow(() -> failure);
    String what = StreamErrors.isOfLake(failure) ? Outages.LAKE : Outages.KAFKA;
    if (!outage.isRetryable() || end.isEnd()) {
      throw outage;
    }
    health.outages().isAway(what, String.valueOf(outage.getMessage()));
    Metrics.ofProcess().count(Metric.RETRIES, what.toLowerCase(Locale.ROOT) + "_away");
    if (health.outages().isTooLong(what) || !end.pause(TableOutcomes.COMING_BACK.pause(failures))) {
      throw outage;
    }
  }

  /**
   * One query, from where the ledgers are.
   *
   * @return true if another one is to go on from where they are then
   */
  private boolean runOnce(Pattern topicPattern, Supplier<StartOffsets> offsets) {
    health.shows();
    batches.begin();
    StartOffsets start = offsets.get();
    FaultPoint.reached("stream.plan.after", "");
    if (end.isEnd()) {
      return false;
    }
    Path checkpoint = checkpoint();
    read.clear();
    read.putAll(start.next());
    end.begins();
    health.begins();
    boolean goesOn = false;
    try {
      StreamingQuery query = start(topicPattern, start, checkpoint);
      FaultPoint.reached("stream.query.after", "");
      try {
        supervise(query, topicPattern, start.next());
      } finally {
        stop(query);
      }
      goesOn = end.awaitReadmission();
    } catch (StreamingQueryException | TimeoutException e) {
      goesOn = isUnplanned(e);
      if (goesOn) {
        LOG.info("A topic has come into being that was not there when the run was planned");
      } else if (!isStop(e)) {
        throw explained(e, offsets);
      }
    }
    delete(checkpoint);
    return goesOn;
  }

  private void stop(StreamingQuery query) throws TimeoutException {
    applying.lock();
    try {
      query.stop();
    } finally {
      applying.unlock();
    }
  }

  /** Spark looks for the topics when it plans its first batch, and wants an offset for each. */
  private static boolean isUnplanned(Exception failure) {
    return String.valueOf(failure.getMessage()).contains("you must specify all TopicPartitions");
  }

  private StreamingQuery start(Pattern topicPattern, StartOffsets start, Path checkpoint)
      throws TimeoutException {
    DataStreamReader reader =
        spark
            .readStream()
            .format("kafka")
            .options(settings.readerOptions())
            // Spark looks for the pattern anywhere in a name, and another's prefix may end like
            // ours.
            .option("subscribePattern", "^" + topicPattern.pattern())
            .option("startingOffsets", start.toJson());
    PlannedOffsets planned = new PlannedOffsets(spark, checkpoint, start);
    VoidFunction2<Dataset<Row>, Long> apply = (rows, id) -> apply(id, planned);
    return reader
        .load()
        .writeStream()
        .queryName("firn-cdc-" + settings.source().name())
        .trigger(settings.pace().trigger())
        .option("checkpointLocation", checkpoint.toString())
        .foreachBatch(apply)
        .start();
  }

  private void apply(long id, PlannedOffsets planned) {
    applying.lock();
    try {
      if (end.isRequested()) {
        throw new StopRequested();
      }
      // Spark has written its offsets log here, and writes its commits log at the end.
      FaultPoint.reached("stream.batch.before", "");
      List<OffsetRange> ranges = planned.next(id);
      long began = System.nanoTime();
      begins(ranges);
      batches.apply(
          EventBatch.of(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              settings.kafka(),
              ranges,
              this::requireToGoOn),
          planned.expected(settings.batchSize()));
      ended(ranges, began);
      FaultPoint.reached("stream.batch.after", "");
      end.eventsCame();
    } finally {
      applying.unlock();
    }
  }

  private void begins(List<OffsetRange> ranges) {
    if (!ranges.isEmpty()) {
      health.eventsWait();
      status.begins(ranges);
    }
  }

  private void ended(List<OffsetRange> ranges, long began) {
    health.batchEnds();
    Metrics metrics = Metrics.ofProcess();
    metrics.observe(Metric.CDC_BATCH_DURATION, (System.nanoTime() - began) / 1e9);
    metrics.observe(Metric.CDC_BATCH_EVENTS, ranges.stream().mapToLong(OffsetRange::length).sum());
    metrics.set(Metric.CDC_LAST_BATCH, System.currentTimeMillis() / 1000.0);
  }

  /** A batch can have very many parts, so a stop comes between two of them. */
  private void requireToGoOn() {
    end.requireSameTopics(batches.topics());
    if (end.isRequested()) {
      throw new StopRequested();
    }
  }

  private void supervise(
      StreamingQuery query, Pattern topicPattern, Map<TopicPartition, Long> start)
      throws StreamingQueryException, TimeoutException {
    while (!query.awaitTermination(POLL_MILLIS)) {
      report(query, start);
      lookInSilence();
      if ((end.isEnd() || end.isReadmission() || isIdle(query, topicPattern))
          && applying.tryLock()) {
        try {
          query.stop();
        } finally {
          applying.unlock();
        }
      }
    }
    report(query, start);
  }

  /** What no event tells, such as another server, is seen where none comes as well. */
  private void lookInSilence() {
    if (end.isSilentSince(looked, LOOK_AFTER) && applying.tryLock()) {
      try {
        batches.followAll(false);
        status.lookInSilence();
      } finally {
        applying.unlock();
        looked = System.nanoTime();
      }
    }
  }

  private boolean isIdle(StreamingQuery query, Pattern topicPattern) {
    return !applying.isLocked()
        && !query.status().isDataAvailable()
        && end.isIdle(topicPattern, read);
  }

  /** Tells operators and lag tools how far the stream is, once after each batch. */
  private void report(StreamingQuery query, Map<TopicPartition, Long> start) {
    StreamingQueryProgress progress = query.lastProgress();
    if (progress == null || progress.sources().length == 0) {
      return;
    }
    end.goesOn();
    String reached = progress.sources()[0].endOffset();
    Map<TopicPartition, Long> offsets = KafkaOffsets.parse(reached);
    // Spark numbers what it says while nothing comes like the batch that comes next.
    if (offsets.isEmpty() || reached.equals(reported)) {
      return;
    }
    reported = reached;
    applied++;
    read.putAll(offsets);
    status.write(
        start, Map.copyOf(offsets), KafkaOffsets.parse(progress.sources()[0].latestOffset()));
  }

  private Path checkpoint() {
    String root = settings.source().cdc().checkpointDirectory();
    Path base =
        root.contains(":") || root.startsWith("/")
            ? new Path(root)
            : new Path(settings.home().below(root).uri());
    return new Path(new Path(base, settings.source().namespace().path()), settings.runId());
  }

  private void delete(Path checkpoint) {
    try {
      checkpoint.getFileSystem(spark.sessionState().newHadoopConf()).delete(checkpoint, true);
    } catch (IOException e) {
      LOG.debug("Checkpoint {} stays", checkpoint, e);
    }
  }

  private static boolean isStop(Throwable failure) {
    return Causes.find(failure, StopRequested.class).isPresent();
  }

  private static RuntimeException explained(Exception failure, Supplier<StartOffsets> offsets) {
    Optional<FirnException> known = Failures.operatorError(failure);
    if (known.isPresent()) {
      return known.get() instanceof DataGapException gap ? exact(gap, offsets) : known.get();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause.getClass().getSimpleName().equals("OffsetOutOfRangeException")
          || message.contains("KAFKA_DATA_LOSS")) {
        return exact(
            GapErrors.eventsWereLost(message.lines().findFirst().orElse(""), failure), offsets);
      }
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        return StreamErrors.clusterIsSilent(message, failure);
      }
    }
    return LakeFailures.findOutage(failure)
        .<RuntimeException>map(outage -> outage)
        .orElseGet(() -> new IllegalStateException("The stream has failed", failure));
  }

  /** The same gap, by what the next start would say of it. */
  private static DataGapException exact(DataGapException gap, Supplier<StartOffsets> offsets) {
    try {
      StartOffsets reachable = offsets.get();
      LOG.warn("Everything that the tables need is there now, from {}", reachable.toJson());
      return gap;
    } catch (DataGapException named) {
      named.addSuppressed(gap);
      return named;
    } catch (UnavailableException e) {
      gap.addSuppressed(e);
      return gap;
    }
  }
}
