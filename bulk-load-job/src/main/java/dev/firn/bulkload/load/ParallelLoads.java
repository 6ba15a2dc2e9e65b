package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.TableLog;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.LoadOutcome;
import dev.firn.model.ReadPoint;
import dev.firn.pace.BoundedTasks;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads several tables at once and keeps the status table in step; one failure stops no other. */
final class ParallelLoads {

  private static final Logger LOG = LoggerFactory.getLogger(ParallelLoads.class);

  private final StatusTracker status;
  private final LoadProgress progress;
  private final LoadRun run;

  ParallelLoads(StatusTracker status, LoadProgress progress, LoadRun run) {
    this.status = status;
    this.progress = progress;
    this.run = run;
  }

  /** What is decided without reading: tables that are skipped or refused. */
  Map<TablePlan, LoadOutcome> withoutReading(List<TablePlan> plans) {
    Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
    for (TablePlan table : plans) {
      if (table instanceof TablePlan.Skip skip) {
        outcomes.put(table, new LoadOutcome.Skipped(skip.reason()));
        TableStatus correction = skip.correction();
        if (correction != null) {
          status.record(nameOf(table), row -> correction);
        }
      } else if (table instanceof TablePlan.Refuse refuse) {
        LoadOutcome outcome = new LoadOutcome.Failed(refuse.cause(), 0);
        outcomes.put(table, outcome);
        record(table, outcome, null);
      }
    }
    return outcomes;
  }

  /** Reads and publishes; each table's outcome is recorded as soon as it is known. */
  Map<TablePlan.Load, LoadOutcome> run(List<TablePlan.Load> loads, TableLoader loader) {
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    List<Map<TablePlan.Load, LoadOutcome>> done = new ArrayList<>();
    int atOnce = run.settings().tablesAtOnce();
    try (BoundedTasks<Map<TablePlan.Load, LoadOutcome>> tasks = new BoundedTasks<>(atOnce)) {
      for (List<TablePlan.Load> group :
          TableGroups.of(loads, run.settings().largeTableThreshold(), atOnce)) {
        group.forEach(table -> status.record(nameOf(table), row -> row));
        tasks.submit(() -> load(group, loader));
      }
      tasks.collectInto(done);
    } finally {
      status.flush();
    }
    done.forEach(outcomes::putAll);
    return outcomes;
  }

  private Map<TablePlan.Load, LoadOutcome> load(List<TablePlan.Load> group, TableLoader loader) {
    for (TablePlan.Load table : group) {
      progress.began(table);
      // Rows are written later, together with others.
      Instant now = run.now();
      status.record(nameOf(table), row -> row.started(now, run.id()));
    }
    Map<TablePlan.Load, LoadOutcome> outcomes = loader.load(group);
    outcomes.forEach(
        (table, outcome) -> {
          record(table, outcome, loader.readPoint());
          progress.ended(table, outcome);
          FaultPoint.reached("load.status", table.route().source().name());
        });
    return outcomes;
  }

  private void record(TablePlan table, LoadOutcome outcome, @Nullable ReadPoint point) {
    Instant now = run.now();
    status.record(
        nameOf(table),
        row ->
            outcome.match(
                loaded ->
                    table instanceof TablePlan.Load load && load.isPartial()
                        ? row.readAgain(now, point)
                        : row.completed(now, loaded.rows(), point),
                skipped -> row.skipped(now, skipped.reason()),
                failed -> row.failed(now, LakeFailures.told(failed.cause()))));
    if (outcome instanceof LoadOutcome.Failed failed) {
      try (TableLog about = TableLog.of(table.route().source())) {
        LOG.error(
            "Could not load {}: {}", table.route().source(), LakeFailures.told(failed.cause()));
        LOG.debug("Because of", failed.cause());
      }
    }
  }

  private static String nameOf(TablePlan table) {
    return table.route().target().name();
  }
}
