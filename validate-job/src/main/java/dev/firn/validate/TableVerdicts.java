package dev.firn.validate;

import dev.firn.error.Failures;
import dev.firn.error.TableLog;
import dev.firn.lake.LakeTable;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.validate.check.CheckedTable;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.CheckProgress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Comes to a verdict on each table, on as many at once as a load would read. */
final class TableVerdicts {

  private static final Logger LOG = LoggerFactory.getLogger(TableVerdicts.class);

  private final TableChecks checks;
  private final LakeSide lake;
  private final CheckProgress progress;
  private final Clock clock;

  TableVerdicts(TableChecks checks, LakeSide lake, CheckProgress progress, Clock clock) {
    this.checks = checks;
    this.lake = lake;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * @param held those of the tables that are there, as they are while they are read
   */
  List<TableVerdict> of(List<TableSchema> tables, List<TableSchema> held) {
    Map<TableId, TableSchema> present = new HashMap<>();
    held.forEach(table -> present.put(table.id(), table));
    Map<TableId, String> hidden = checks.database().findUnreadable(held);
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, checks.source().bulkLoad().tablesAtOnce()));
    try {
      List<Future<TableVerdict>> running = new ArrayList<>();
      for (TableSchema table : tables) {
        TableId id = table.id();
        running.add(
            threads.submit(
                () ->
                    timed(
                        table,
                        Optional.ofNullable(present.get(id)),
                        Optional.ofNullable(hidden.get(id)))));
      }
      List<TableVerdict> verdicts = new ArrayList<>();
      for (Future<TableVerdict> one : running) {
        verdicts.add(one.get());
      }
      return verdicts;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception known
          ? Failures.unchecked(known)
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tables were compared", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private TableVerdict timed(
      TableSchema table, Optional<TableSchema> now, Optional<String> hidden) {
    String name = table.id().name();
    progress.began(name, table.bytes());
    checks.beginThread();
    Instant start = clock.instant();
    try (TableLog about = TableLog.of(table.id())) {
      return verdict(name, now, hidden).between(start, clock.instant());
    } catch (Exception e) {
      LakeFailures.warn(LOG, "Could not check " + table.id(), e);
      return TableVerdict.notChecked(name, LakeFailures.told(e)).between(start, clock.instant());
    } finally {
      progress.ended(name);
    }
  }

  private TableVerdict verdict(String name, Optional<TableSchema> now, Optional<String> hidden) {
    if (now.isEmpty()) {
      return TableVerdict.notChecked(name, "it was dropped or renamed since the run began");
    }
    if (hidden.isPresent()) {
      return TableVerdict.notChecked(name, hidden.get());
    }
    TableSchema table = now.get();
    Optional<LakeTable> found = lake.find(table.id());
    return found.isEmpty() ? missing(table) : compared(table, found.get());
  }

  /** A table that has no rows is created in the lake with its first one. */
  private TableVerdict missing(TableSchema table) {
    long rows = checks.rows(table);
    String name = table.id().name();
    return rows == 0 ? TableVerdict.empty(name) : TableVerdict.missing(name, rows);
  }

  private TableVerdict compared(TableSchema table, LakeTable found) {
    CheckedTable both =
        new CheckedTable(
            table,
            found,
            lake.contract(found, table.id()),
            checks.source().policyOf(table.id().name()),
            checks.source().loadOf(table.id().name()).bookmark().zone());
    return TableVerdict.of(table.id().name(), checks.of(both), found.snapshotId());
  }
}
