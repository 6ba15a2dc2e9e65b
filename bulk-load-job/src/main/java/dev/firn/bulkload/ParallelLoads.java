package dev.firn.bulkload;

import dev.firn.config.BulkLoadConfig;
import dev.firn.extract.ReadSession;
import dev.firn.model.LoadOutcome;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads several tables at once and keeps the status table in step; one failure stops no other. */
final class ParallelLoads {

  private static final Logger LOG = LoggerFactory.getLogger(ParallelLoads.class);

  private final TableLoader loader;
  private final StatusTracker status;
  private final BulkLoadConfig settings;
  private final String runId;
  private final Clock clock;

  ParallelLoads(
      TableLoader loader,
      StatusTracker status,
      BulkLoadConfig settings,
      String runId,
      Clock clock) {
    this.loader = loader;
    this.status = status;
    this.settings = settings;
    this.runId = runId;
    this.clock = clock;
  }

  Map<TablePlan, LoadOutcome> withoutReading(BulkLoadPlan plan) {
    Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
    for (TablePlan table : plan.tables()) {
      outcomes.put(table, withoutReading(table));
    }
    status.flush();
    return outcomes;
  }

  private LoadOutcome withoutReading(TablePlan table) {
    LoadOutcome outcome =
        table.match(
            load -> {
              throw new IllegalStateException("A load needs a read point");
            },
            skip -> new LoadOutcome.Skipped(skip.reason()),
            refuse -> new LoadOutcome.Failed(refuse.cause(), 0));
    if (outcome instanceof LoadOutcome.Failed) {
      record(table, outcome, "");
    }
    return outcome;
  }

  Map<TablePlan, LoadOutcome> run(BulkLoadPlan plan, ReadSession session) {
    String position = session.readPoint().position().text();
    ExecutorService pool = Executors.newFixedThreadPool(settings.tablesAtOnce());
    try {
      Map<TablePlan, Future<LoadOutcome>> running = new LinkedHashMap<>();
      for (TablePlan table : plan.tables()) {
        if (table instanceof TablePlan.Load load) {
          status.record(table.route().target().name(), row -> row);
          running.put(table, pool.submit(() -> load(load, session, position)));
        } else {
          LoadOutcome outcome = withoutReading(table);
          running.put(table, pool.submit(() -> outcome));
        }
      }
      Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
      running.forEach((table, outcome) -> outcomes.put(table, await(outcome)));
      return outcomes;
    } finally {
      pool.shutdownNow();
      status.flush();
    }
  }

  private LoadOutcome load(TablePlan.Load table, ReadSession session, String position) {
    status.record(table.route().target().name(), row -> row.started(clock.instant(), runId));
    LoadOutcome outcome;
    try {
      outcome = loader.load(table, session);
    } catch (RuntimeException e) {
      outcome = new LoadOutcome.Failed(e, 1);
    }
    record(table, outcome, position);
    return outcome;
  }

  private void record(TablePlan table, LoadOutcome outcome, String position) {
    status.record(
        table.route().target().name(),
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

  private static LoadOutcome await(Future<LoadOutcome> outcome) {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tables were loading", e);
    }
  }
}
