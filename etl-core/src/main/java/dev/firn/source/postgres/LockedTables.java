package dev.firn.source.postgres;

import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ReadSession;
import dev.firn.source.TableLocks;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds tables, with all that is partitioned off or inherits, in {@code ACCESS SHARE} mode: a
 * reader that comes after a {@code TRUNCATE} would otherwise find a table empty, one that comes
 * after an {@code ALTER} other columns, and one that comes after the {@code REFRESH} of a
 * materialized view other rows, whatever the snapshot. Of views, what they read is held too.
 *
 * <p>A table that cannot be locked is told of and stops no other.
 */
final class LockedTables implements TableLocks {

  private static final Logger LOG = LoggerFactory.getLogger(LockedTables.class);
  private static final int ALL_TIMEOUT_SECONDS = 60;

  private static final Set<RelationKind> LOCKABLE =
      Set.of(RelationKind.TABLES, RelationKind.UNLOGGED_TABLES, RelationKind.VIEWS);

  /** A view may read what LOCK TABLE passes over. */
  private static final Set<RelationKind> QUERIED =
      Set.of(RelationKind.VIEWS, RelationKind.MATERIALIZED_VIEWS, RelationKind.FOREIGN_TABLES);

  /** Classes of failures: no privilege, no such thing, locked by others, what is behind a view. */
  private static final Set<String> OF_ONE_TABLE = Set.of("0A", "3F", "42", "55", "HV");

  private static final int CLASS = 2;

  private final PostgresEndpoint endpoint;
  private final CaptureNames capture;
  private final Clock clock;
  private final Connection connection;
  private final Map<TableId, String> refused = new HashMap<>();

  private LockedTables(
      PostgresEndpoint endpoint, CaptureNames capture, Clock clock, Connection connection) {
    this.endpoint = endpoint;
    this.capture = capture;
    this.clock = clock;
    this.connection = connection;
  }

  static LockedTables lock(
      PostgresEndpoint endpoint, CaptureNames capture, Clock clock, List<TableSchema> tables) {
    LockedTables locks = new LockedTables(endpoint, capture, clock, endpoint.open());
    try {
      locks.connection.setAutoCommit(false);
      locks.lock(tables);
      return locks;
    } catch (SQLException e) {
      locks.close();
      throw PostgresErrors.cannot("lock the tables to be read in " + endpoint, e);
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  private void lock(List<TableSchema> tables) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    try {
      lock(tables, ALL_TIMEOUT_SECONDS);
    } catch (SQLException e) {
      if (!isOfOneTable(e)) {
        throw e;
      }
      LOG.debug("The tables are locked one by one", e);
      for (TableSchema table : tables) {
        lockAlone(table);
      }
    }
  }

  private void lockAlone(TableSchema table) throws SQLException {
    try {
      lock(List.of(table), LockTimeout.SHORT_SECONDS);
    } catch (SQLException e) {
      if (!isOfOneTable(e)) {
        throw e;
      }
      refused.put(
          table.id(), LockTimeout.isOver(e) ? whoHasLocked(table.id()) : PostgresErrors.reason(e));
    }
  }

  private static boolean isOfOneTable(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.length() > CLASS && OF_ONE_TABLE.contains(state.substring(0, CLASS));
  }

  private String whoHasLocked(TableId table) throws SQLException {
    return LockHolders.find(connection, List.of(table), LockHolders.Purpose.READ)
            .getOrDefault(table, "another session has locked it")
        + ", for longer than "
        + LockTimeout.SHORT_SECONDS
        + " s. Run the load when that has ended";
  }

  private void lock(List<TableSchema> tables, int seconds) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      LockTimeout.inTransaction(connection, seconds);
      for (String sql : statements(tables)) {
        statement.execute(sql);
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before);
      throw e;
    }
  }

  /**
   * LOCK TABLE takes tables with their parts and views with the tables that they read, and nothing
   * else; a query holds whatever it names until the transaction ends, though it reads nothing.
   */
  private static List<String> statements(List<TableSchema> tables) {
    List<String> statements = new ArrayList<>();
    String lockable =
        tables.stream()
            .filter(table -> LOCKABLE.contains(table.kind()))
            .map(table -> SqlName.quoted(table.id()))
            .collect(Collectors.joining(", "));
    if (!lockable.isEmpty()) {
      statements.add("LOCK TABLE " + lockable + " IN ACCESS SHARE MODE");
    }
    tables.stream()
        .filter(table -> QUERIED.contains(table.kind()))
        .forEach(
            table -> statements.add("SELECT FROM " + SqlName.quoted(table.id()) + " WHERE false"));
    return statements;
  }

  @Override
  public Map<TableId, String> refused() {
    return Map.copyOf(refused);
  }

  @Override
  public ReadSession capture(CaptureRequest request) {
    if (request.tables().isEmpty()) {
      return read();
    }
    try (ReplicationSetup setup = new ReplicationSetup(endpoint, capture)) {
      String slotSnapshot = setup.ensure(request);
      return open(slotSnapshot);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("fix a read point in " + endpoint, e);
    }
  }

  /** The same without change capture. */
  ReadSession read() {
    return open(null);
  }

  private ReadSession open(@Nullable String slotSnapshot) {
    return SnapshotReadSession.open(
        endpoint,
        connection,
        new SnapshotReadSession.Capture(capture, slotSnapshot),
        refused(),
        clock);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Closing the table locks failed", e);
    }
  }
}
