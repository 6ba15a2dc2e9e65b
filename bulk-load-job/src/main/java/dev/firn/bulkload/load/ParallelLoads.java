package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.BulkLoadConfig;
import dev.firn.error.Failures;
import dev.firn.fault.FaultPoint;
import dev.firn.model.LoadOutcome;
import dev.firn.source.postgres.SnapshotReadSession;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads several tables at once and keeps the status table in step; one failure stops no other. */
public final class ParallelLoads {

  private static final Logger LOG = LoggerFactory.getLogger(ParallelLoads.class);

  private final TableLoader loader;
  private final StatusTracker status;
  private final LoadProgress progress;
  private final BulkLoadConfig settings;
  private final String runId;
  private final Clock clock;

  public ParallelLoads(
      TableLoader loader,
      StatusTracker status,
      LoadProgress progress,
      BulkLoadConfig settings,
      String runId,
      Clock clock) {
    this.loader = loader;
    this.status = status;
    this.progress = progress;
    this.settings = settings;
    this.runId = runId;
    this.clock = clock;
  }

  /** What is decided without reading: tables that are skipped or refused. */
  public Map<TablePlan, LoadOutcome> withoutReading(BulkLoadPlan plan) {
    Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
    for (TablePlan table : plan.tables()) {
      if (table instanceof TablePlan.Skip skip) {
        outcomes.put(table, new LoadOutcome.Skipped(skip.reason()));
        TableStatus correction = skip.correction();
        if (correction != null) {
          status.record(nameOf(table), row -> correction);
        }
      } else if (table instanceof TablePlan.Refuse refuse) {
        LoadOutcome outcome = new LoadOutcome.Failed(refuse.cause(), 0);
        outcomes.put(table, outcome);
        record(table, outcome, "");
      }
    }
    return outcomes;
  }

  /** Reads and publishes; each table's outcome is recorded as soon as it is known. */
  public Map<TablePlan.Load, LoadOutcome> run(
      List<TablePlan.Load> loads, SnapshotReadSession session) {
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    List<Map<TablePlan.Load, LoadOutcome>> done = new ArrayList<>();
    try (BoundedTasks<Map<TablePlan.Load, LoadOutcome>> lanes =
        new BoundedTasks<>(settings.tablesAtOnce())) {
      for (List<TablePlan.Load> pack :
          TableGroups.of(loads, settings.largeTableThreshold(), settings.tablesAtOnce())) {
        pack.forEach(table -> status.record(nameOf(table), row -> row));
        lanes.submit(() -> load(pack, session));
      }
      lanes.collectInto(done);
    } finally {
      status.flush();
    }
    done.forEach(outcomes::putAll);
    return outcomes;
  }

  private Map<TablePlan.Load, LoadOutcome> load(
      List<TablePlan.Load> pack, SnapshotReadSession session) {
    for (TablePlan.Load table : pack) {
      progress.began(table);
      status.record(nameOf(table), row -> row.started(clock.instant(), runId));
    }
    Map<TablePlan.Load, LoadOutcome> outcomes =
        pack.size() == 1
            ? Map.of(pack.get(0), loader.load(pack.get(0), session))
            : loader.loadTogether(pack, session);
    String position = session.readPoint().position().text();
    outcomes.forEach(
        (table, outcome) -> {
          record(table, outcome, position);
          progress.ended(table, outcome);
          FaultPoint.reached("load.status", table.route().source().name());
        });
    return outcomes;
  }

  private void record(TablePlan table, LoadOutcome outcome, String position) {
    status.record(
        nameOf(table),
        row ->
            outcome.match(
                loaded -> row.completed(clock.instant(), loaded.rows(), position),
                skipped -> row.skipped(clock.instant(), skipped.reason()),
                failed -> row.failed(clock.instant(), Failures.reason(failed.cause()))));
    if (outcome instanceof LoadOutcome.Failed failed) {
      LOG.error("Could not load {}: {}", table.route().source(), Failures.reason(failed.cause()));
      LOG.debug("Because of", failed.cause());
    }
  }

  private static String nameOf(TablePlan table) {
    return table.route().target().name();
  }
}
