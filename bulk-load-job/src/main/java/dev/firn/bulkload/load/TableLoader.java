package dev.firn.bulkload.load;

import dev.firn.bulkload.load.RetryPolicy.ExhaustedException;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.LoadVerification;
import dev.firn.error.Causes;
import dev.firn.error.Failures;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.lake.LoadTarget;
import dev.firn.lake.TableProperty;
import dev.firn.lake.rows.RowFiles;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.model.LoadOutcome;
import dev.firn.schema.UnfitNumberException;
import dev.firn.source.postgres.PostgresDialect;
import dev.firn.source.postgres.SnapshotReadSession;
import dev.firn.source.postgres.copy.SplitRead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads tables: writes their rows into files that nobody sees, compares what arrived with what was
 * sent, and publishes each table in one commit.
 */
public final class TableLoader {

  private static final Logger LOG = LoggerFactory.getLogger(TableLoader.class);

  private final SparkSession spark;
  private final PostgresDialect dialect;
  private final TableReplacement replacement;
  private final SplitTasks tasks;
  private final BulkLoadConfig settings;
  private final String catalog;
  private final RetryPolicy retries;
  private final String runId;
  private final Consumer<TablePlan.Load> splitDone;
  private final Clock clock;

  /**
   * @param splitDone told the table whenever one of its slices was written
   */
  public TableLoader(
      SparkSession spark,
      PostgresDialect dialect,
      LakeTables lake,
      BulkLoadRequest request,
      String runId,
      Consumer<TablePlan.Load> splitDone,
      Clock clock) {
    this.spark = spark;
    this.dialect = dialect;
    this.settings = request.settings();
    this.catalog = request.source().namespace().catalog();
    this.replacement =
        new TableReplacement(lake, request.source().formatVersion(), request.freshStart());
    this.tasks = new SplitTasks(spark);
    this.retries = new RetryPolicy(settings.maxRetries(), settings.retryBackoff());
    this.runId = runId;
    this.splitDone = splitDone;
    this.clock = clock;
  }

  /**
   * Loads one table with as many slices at once as were asked for. Numbers whose measured size
   * turns out too small become text.
   */
  LoadOutcome load(TablePlan.Load plan, SnapshotReadSession session) {
    LoadOutcome outcome = loadAsPlanned(plan, session);
    if (outcome instanceof LoadOutcome.Failed failed
        && Causes.find(failed.cause(), UnfitNumberException.class).isPresent()) {
      LOG.warn(
          "{} Its numbers without a size are loaded as text.", Failures.reason(failed.cause()));
      return loadAsPlanned(plan.withTextNumbers(), session);
    }
    return outcome;
  }

  private LoadOutcome loadAsPlanned(TablePlan.Load plan, SnapshotReadSession session) {
    Instant start = clock.instant();
    try {
      return retries.run(
          "load " + plan.route().source(),
          session::isAlive,
          attempt -> attempt(plan, session, start, attempt));
    } catch (ExhaustedException e) {
      LOG.debug("Load of {} failed", plan.route().source(), e);
      return new LoadOutcome.Failed(e.last(), e.attempts());
    } catch (RuntimeException e) {
      return new LoadOutcome.Failed(e, 1);
    }
  }

  private LoadOutcome attempt(
      TablePlan.Load plan, SnapshotReadSession session, Instant start, int attempt) {
    LoadTarget target = replacement.prepare(plan);
    RowFiles files = files(target, plan);
    List<SplitTask.Result> parts =
        plan.layout().isPlain()
            ? readSplits(plan, session, target, files)
            : new OrderedRows(catalog, plan.layout())
                .write(
                    dialect.read(spark, session, plan.mapping(), plan.splits()),
                    plan.mapping(),
                    files);
    return publish(plan, session, target, parts, start, attempt);
  }

  private RowFiles files(LoadTarget target, TablePlan.Load plan) {
    return target.files(
        plan.mapping().lakeSchema(), settings.verification() == LoadVerification.CHECKSUM);
  }

  /** A slice that fails for a reason that can pass is read again; the others are kept. */
  private List<SplitTask.Result> readSplits(
      TablePlan.Load plan, SnapshotReadSession session, LoadTarget target, RowFiles files) {
    List<SplitRead> reads = dialect.splitReads(session, plan.mapping(), plan.splits());
    String name = plan.route().source().toString();
    List<SplitTask.Result> done = new ArrayList<>();
    try (BoundedTasks<SplitTask.Result> lanes = new BoundedTasks<>(settings.splitsPerTable())) {
      for (SplitRead read : reads) {
        String what = "%s, split %d of %d".formatted(name, read.index() + 1, reads.size());
        lanes.submit(
            () -> {
              SplitTask.Result result =
                  retries.run(
                      "read " + what,
                      session::isAlive,
                      attempt -> tasks.run(what, new SplitTask(read, files)));
              splitDone.accept(plan);
              return result;
            });
      }
      lanes.collectInto(done);
      return done;
    } catch (RuntimeException e) {
      target.discard(done.stream().map(SplitTask.Result::files).toList());
      throw e;
    }
  }

  /**
   * Loads small tables in one Spark task, one after the other. A table that fails is loaded once
   * more by itself, with all its retries.
   */
  Map<TablePlan.Load, LoadOutcome> loadTogether(
      List<TablePlan.Load> plans, SnapshotReadSession session) {
    Map<TablePlan.Load, LoadTarget> targets = new LinkedHashMap<>();
    List<SplitTask> reads = new ArrayList<>();
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    for (TablePlan.Load plan : plans) {
      try {
        LoadTarget target = replacement.prepare(plan);
        SplitRead read = dialect.splitReads(session, plan.mapping(), plan.splits()).get(0);
        reads.add(new SplitTask(read, files(target, plan)));
        targets.put(plan, target);
      } catch (RuntimeException e) {
        outcomes.put(plan, load(plan, session));
      }
    }
    Instant start = clock.instant();
    List<SplitTasks.Attempted> attempted = attemptTogether(reads);
    int next = 0;
    for (Map.Entry<TablePlan.Load, LoadTarget> entry : targets.entrySet()) {
      SplitTask.Result result = attempted.get(next++).result();
      outcomes.put(
          entry.getKey(), publishOrLoad(entry.getKey(), session, entry.getValue(), result, start));
    }
    return outcomes;
  }

  private List<SplitTasks.Attempted> attemptTogether(List<SplitTask> reads) {
    try {
      return reads.isEmpty() ? List.of() : tasks.runTogether(reads.size() + " small tables", reads);
    } catch (RuntimeException e) {
      LOG.debug("{} tables could not be loaded together", reads.size(), e);
      return reads.stream()
          .map(read -> new SplitTasks.Attempted(null, Failures.reason(e)))
          .toList();
    }
  }

  private LoadOutcome publishOrLoad(
      TablePlan.Load plan,
      SnapshotReadSession session,
      LoadTarget target,
      SplitTask.@Nullable Result result,
      Instant start) {
    if (result == null) {
      return load(plan, session);
    }
    splitDone.accept(plan);
    try {
      return publish(plan, session, target, List.of(result), start, 1);
    } catch (RuntimeException e) {
      LOG.debug("{} is loaded again by itself", plan.route().source(), e);
      return load(plan, session);
    }
  }

  private LoadOutcome publish(
      TablePlan.Load plan,
      SnapshotReadSession session,
      LoadTarget target,
      List<SplitTask.Result> parts,
      Instant start,
      int attempt) {
    String name = plan.route().source().name();
    long sent = parts.stream().mapToLong(SplitTask.Result::sent).sum();
    List<WrittenFiles> files = parts.stream().map(SplitTask.Result::files).toList();
    if (sent == 0 && settings.skipEmptyTables()) {
      target.discard(files);
      return new LoadOutcome.Skipped("no rows; it is created when its first change comes");
    }
    try {
      verify(plan, parts);
      FaultPoint.reached("load.verify", name);
      session.assertAlive();
    } catch (RuntimeException e) {
      // Nothing was committed yet, so nobody else can refer to them.
      target.discard(files);
      throw e;
    }
    FaultPoint.reached("load.publish.before", name);
    long snapshot =
        target.publish(
            files,
            Map.of(
                TableProperty.CONTRACT,
                plan.mapping().toJson(),
                TableProperty.READ_POINT,
                session.readPoint().text(),
                TableProperty.LOAD_RUN,
                runId),
            plan.ledgers(),
            UUID.randomUUID().toString());
    FaultPoint.reached("load.publish.after", name);
    Duration took = Duration.between(start, clock.instant());
    LOG.info(
        "Loaded {} rows into {}, snapshot {}, {} ms",
        sent,
        plan.route().target(),
        snapshot,
        took.toMillis());
    long bytes = files.stream().mapToLong(WrittenFiles::bytes).sum();
    return new LoadOutcome.Loaded(sent, bytes, parts.size(), attempt - 1, snapshot, took);
  }

  private static void verify(TablePlan.Load plan, List<SplitTask.Result> parts) {
    for (int i = 0; i < parts.size(); i++) {
      SplitTask.Result part = parts.get(i);
      if (part.sent() != part.files().rows()) {
        throw new IllegalStateException(
            "Cannot publish %s: the source sent %d rows of split %d, the lake's files hold %d."
                .formatted(plan.route().target(), part.sent(), i + 1, part.files().rows()));
      }
    }
  }
}
