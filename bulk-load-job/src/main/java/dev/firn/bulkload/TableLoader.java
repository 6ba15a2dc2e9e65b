package dev.firn.bulkload;

import static org.apache.spark.sql.functions.lit;

import dev.firn.bulkload.RetryPolicy.ExhaustedException;
import dev.firn.config.BulkLoadConfig;
import dev.firn.extract.PostgresDialect;
import dev.firn.extract.ReadSession;
import dev.firn.extract.SourceRows;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LoadOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one table: reads it into a branch, compares what arrived with what was sent, and publishes
 * it in one commit.
 */
final class TableLoader {

  private static final Logger LOG = LoggerFactory.getLogger(TableLoader.class);
  static final String BRANCH_PREFIX = "firn_load_";

  private final SparkSession spark;
  private final PostgresDialect dialect;
  private final TableReplacement replacement;
  private final BulkLoadConfig settings;
  private final String runId;
  private final Clock clock;

  TableLoader(
      SparkSession spark,
      PostgresDialect dialect,
      LakeTables lake,
      BulkLoadRequest request,
      String runId,
      Clock clock) {
    this.spark = spark;
    this.dialect = dialect;
    this.settings = request.settings();
    this.replacement =
        new TableReplacement(lake, request.source().formatVersion(), request.freshStart());
    this.runId = runId;
    this.clock = clock;
  }

  LoadOutcome load(TablePlan.Load plan, ReadSession session) {
    Instant start = clock.instant();
    try {
      return new RetryPolicy(settings.maxRetries(), settings.retryBackoff())
          .run("load " + plan.route().source(), attempt -> attempt(plan, session, start));
    } catch (ExhaustedException e) {
      LOG.debug("Load of {} failed", plan.route().source(), e);
      return new LoadOutcome.Failed(e.last(), e.attempts());
    }
  }

  private LoadOutcome attempt(TablePlan.Load plan, ReadSession session, Instant start) {
    if (settings.skipEmptyTables() && session.isEmpty(plan.route().source())) {
      return new LoadOutcome.Skipped("no rows; it is created when its first change comes");
    }
    LakeTable table = replacement.prepare(plan.route().target(), plan.mapping());
    Branch branch = table.openBranch(BRANCH_PREFIX + runId);
    SourceRows rows = dialect.read(spark, session, plan.mapping(), plan.splits());
    LakeTable.withSummary(Map.of("firn.load.run", runId), () -> write(rows, table, branch));
    verify(rows, table, branch);
    session.assertAlive();
    long snapshot =
        table.publish(
            branch,
            Map.of(
                TableProperty.CONTRACT,
                plan.mapping().toJson(),
                TableProperty.READ_POINT,
                session.readPoint().text()));
    Duration took = Duration.between(start, clock.instant());
    LOG.info(
        "Loaded {} rows into {}, snapshot {}, {} ms",
        rows.sent(),
        plan.route().target(),
        snapshot,
        took.toMillis());
    return new LoadOutcome.Loaded(rows.sent(), snapshot, took);
  }

  /** Replaces whatever the table held, in one commit on the branch. */
  private void write(SourceRows rows, LakeTable table, Branch branch) {
    try {
      replacement.inColumnsOf(table, rows.rows()).writeTo(branch.quoted()).overwrite(lit(true));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Lost the branch " + branch + " while writing to it", e);
    }
  }

  private static void verify(SourceRows rows, LakeTable table, Branch branch) {
    long arrived = table.recordsAdded(branch);
    if (arrived != rows.sent()) {
      throw new IllegalStateException(
          "Cannot publish "
              + branch.table()
              + ": the source sent "
              + rows.sent()
              + " rows, the lake holds "
              + arrived
              + ".");
    }
  }
}
