package dev.firn.source.postgres;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ReadSession;
import dev.firn.source.TableLocks;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
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
 * reader that comes after a {@code TRUNCATE} would otherwise find a table empty, and one that comes
 * after an {@code ALTER} would find other columns.
 *
 * <p>A table that cannot be locked is told of and stops no other.
 */
final class LockedTables implements TableLocks {

  private static final Logger LOG = LoggerFactory.getLogger(LockedTables.class);
  private static final int ALL_TIMEOUT_SECONDS = 60;
  private static final int ONE_TIMEOUT_SECONDS = 5;

  /** No privilege, no such table, no such schema, another kind of relation, locked by others. */
  private static final Set<String> OF_ONE_TABLE =
      Set.of("42501", "42P01", "3F000", "42809", "55P03");

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
      locks.lock(
          tables.stream()
              .filter(table -> table.kind().isTruncatable())
              .map(TableSchema::id)
              .toList());
      return locks;
    } catch (SQLException e) {
      locks.close();
      throw PostgresErrors.cannot("lock the tables to be read in " + endpoint, e);
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  private void lock(List<TableId> tables) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    try {
      lock(tables, ALL_TIMEOUT_SECONDS);
    } catch (SQLException e) {
      if (!OF_ONE_TABLE.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      LOG.debug("The tables are locked one by one", e);
      for (TableId table : tables) {
        lockAlone(table);
      }
    }
  }

  private void lockAlone(TableId table) throws SQLException {
    try {
      lock(List.of(table), ONE_TIMEOUT_SECONDS);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!OF_ONE_TABLE.contains(state)) {
        throw e;
      }
      refused.put(
          table,
          state.equals("55P03")
              ? "another session has locked it for longer than "
                  + ONE_TIMEOUT_SECONDS
                  + " s. Run the load when it has ended"
              : PostgresErrors.reason(e));
    }
  }

  private void lock(List<TableId> tables, int seconds) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '" + seconds + "s'");
      statement.execute(
          tables.stream()
              .map(SqlName::quoted)
              .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before);
      throw e;
    }
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
        endpoint, connection, new SnapshotReadSession.Capture(capture, slotSnapshot), clock);
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
