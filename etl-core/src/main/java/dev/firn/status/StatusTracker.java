package dev.firn.status;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps {@code _cdc_status} for operators. Nothing but the resume of bulk loads reads it back, so a
 * failure to write it is logged and never stops a run.
 *
 * <p>Changes are collected and written together, at most once a second unless {@link #flush} asks.
 */
public final class StatusTracker implements AutoCloseable {

  /** The table's name in every source's namespace. */
  public static final String TABLE = "_cdc_status";

  private static final Logger LOG = LoggerFactory.getLogger(StatusTracker.class);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

  private final ControlTable<TableStatus> table;
  private final Clock clock;
  private final Map<String, UnaryOperator<TableStatus>> waiting = new LinkedHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "status");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<?> soon;

  /** The version of the table after the last write of this run or look at it; 0 before it. */
  private long written;

  private Instant lastWrite = Instant.EPOCH;

  private StatusTracker(ControlTable<TableStatus> table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  public static StatusTracker open(
      LakeTables lake, SourceNamespace namespace, DatabaseType database, Clock clock) {
    LakeTableId id = namespace.table(TABLE);
    return new StatusTracker(lake.controlTable(id, StatusRows.of(database)), clock);
  }

  /** All rows, by table name; none if there is no status table yet, which is not created. */
  public static Map<String, TableStatus> read(
      LakeTables lake, SourceNamespace namespace, DatabaseType database) {
    return lake.findControlTable(namespace.table(TABLE), StatusRows.of(database))
        .map(table -> byName(table.rows()))
        .orElse(Map.of());
  }

  private static Map<String, TableStatus> byName(List<TableStatus> rows) {
    Map<String, TableStatus> statuses = new TreeMap<>();
    rows.forEach(status -> statuses.put(status.tableName(), status));
    return statuses;
  }

  /** Changes one table's row, or the row of a table that is new, with the next write. */
  public synchronized void note(String tableName, UnaryOperator<TableStatus> change) {
    waiting.merge(
        tableName, change, (first, second) -> status -> second.apply(first.apply(status)));
  }

  /** True if there is something to be written. */
  public synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** As {@link #note}, and writes now if that was not done for a while, else soon. */
  public synchronized void record(String tableName, UnaryOperator<TableStatus> change) {
    note(tableName, change);
    if (Duration.between(lastWrite, clock.instant()).compareTo(MIN_INTERVAL) >= 0) {
      flush();
    } else if (soon == null || soon.isDone()) {
      // Or what is noted last would stay unsaid until something else happens, for hours perhaps.
      soon = writer.schedule(this::flush, MIN_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Writes what is waiting. */
  public synchronized void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      table.update(
          rows -> {
            Map<String, TableStatus> statuses = byName(rows);
            waiting.forEach(
                (name, change) ->
                    statuses.put(
                        name,
                        change.apply(statuses.getOrDefault(name, TableStatus.pending(name)))));
            return List.copyOf(statuses.values());
          });
      waiting.clear();
      written = table.version();
    } catch (RuntimeException e) {
      // What writes tables says that the lake is away.
      Level level = LakeFailures.canPass(e) ? Level.DEBUG : Level.WARN;
      LOG.atLevel(level).log("Could not write {}: {}. It is tried again.", TABLE, e.toString());
    }
    lastWrite = clock.instant();
  }

  /**
   * All rows, by table name, if another run has written since this one has looked or written; none
   * otherwise, and none if the lake is away.
   */
  public synchronized Map<String, TableStatus> readIfOthersWrote() {
    try {
      long version = table.version();
      if (written == 0 || version == written) {
        return Map.of();
      }
      written = version;
      return byName(table.rows());
    } catch (RuntimeException e) {
      LOG.debug("Nobody knows whether others have written {}", TABLE, e);
      return Map.of();
    }
  }

  /** Removes the rows of tables that are gone. */
  public synchronized void forget(Collection<String> tableNames) {
    flush();
    table.update(
        rows -> rows.stream().filter(row -> !tableNames.contains(row.tableName())).toList());
  }

  @Override
  public void close() {
    writer.shutdown();
    flush();
    if (isWaiting()) {
      LOG.warn("{} does not say how the run has ended, because the lake is away", TABLE);
    }
  }
}
