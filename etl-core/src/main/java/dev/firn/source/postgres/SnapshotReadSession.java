package dev.firn.source.postgres;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.connect.ChangeCapture;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one instant of a PostgreSQL database open for any number of readers.
 *
 * <p>Two connections stand behind it. One locks every table in {@code ACCESS SHARE} mode before the
 * instant is fixed, because a reader that comes after a {@code TRUNCATE} would otherwise find the
 * table empty. The other keeps the exported snapshot importable.
 */
public final class SnapshotReadSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReadSession.class);
  private static final int LOCK_TIMEOUT_SECONDS = 60;

  private final PostgresEndpoint endpoint;
  private final Connection locks;
  private final Connection keeper;
  private final String snapshotName;
  private final PostgresReadPoint readPoint;

  private SnapshotReadSession(
      PostgresEndpoint endpoint,
      Connection locks,
      Connection keeper,
      String snapshotName,
      PostgresReadPoint readPoint) {
    this.endpoint = endpoint;
    this.locks = locks;
    this.keeper = keeper;
    this.snapshotName = snapshotName;
    this.readPoint = readPoint;
  }

  static SnapshotReadSession open(
      PostgresEndpoint endpoint, List<TableSchema> tables, @Nullable ChangeCapture capture) {
    Connection locks = endpoint.open();
    Connection keeper = null;
    try {
      lock(locks, tables);
      keeper = endpoint.open();
      if (capture == null) {
        return export(endpoint, locks, keeper, null);
      }
      try (ReplicationSetup setup = new ReplicationSetup(endpoint, capture)) {
        String slotSnapshot = setup.ensure(tables);
        return export(endpoint, locks, keeper, slotSnapshot);
      }
    } catch (SQLException e) {
      closeQuietly(keeper);
      closeQuietly(locks);
      throw PostgresErrors.cannot("fix a read point in " + endpoint, e);
    } catch (RuntimeException e) {
      closeQuietly(keeper);
      closeQuietly(locks);
      throw e;
    }
  }

  private static void lock(Connection connection, List<TableSchema> tables) throws SQLException {
    connection.setAutoCommit(false);
    String names =
        tables.stream()
            .filter(table -> table.kind().isTruncatable())
            .map(table -> SqlName.quoted(table.id()))
            .collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT_SECONDS + "s'");
      statement.execute("LOCK TABLE " + names + " IN ACCESS SHARE MODE");
    }
  }

  /**
   * @param imported a snapshot that another connection still exports, or null to take a new one
   */
  private static SnapshotReadSession export(
      PostgresEndpoint endpoint, Connection locks, Connection keeper, @Nullable String imported)
      throws SQLException {
    keeper.setAutoCommit(false);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      if (imported != null) {
        statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(imported));
      }
      String name;
      String visible;
      try (ResultSet row =
          statement.executeQuery("SELECT pg_export_snapshot(), pg_current_snapshot()::text")) {
        row.next();
        name = row.getString(1);
        visible = row.getString(2);
      }
      // Read after the export: whatever the snapshot sees has committed before this position.
      String position;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
        row.next();
        position = row.getString(1);
      }
      PostgresReadPoint readPoint =
          new PostgresReadPoint(
              PostgresLsn.parse(position), VisibleTransactions.parse(visible), Instant.now());
      LOG.info("Reading at LSN {}, transactions {}", position, visible);
      return new SnapshotReadSession(endpoint, locks, keeper, name, readPoint);
    }
  }

  public ReadPoint readPoint() {
    return readPoint;
  }

  /** The number of rows at the read point; reads the whole table. */
  public long countRows(TableId table) {
    return ask(table, "SELECT count(*) FROM %s");
  }

  private long ask(TableId table, String sql) {
    // On a connection of its own: a refused statement would end the keeper's transaction.
    try (Connection connection = endpoint.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(snapshotName));
      try (ResultSet row = statement.executeQuery(sql.replace("%s", SqlName.quoted(table)))) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw PostgresErrors.cannot("look into " + table, e);
    }
  }

  /** The name under which readers import the snapshot; valid until this is closed. */
  String snapshotName() {
    return snapshotName;
  }

  /** What {@code pg_current_snapshot()} says of it. */
  String visibleTransactions() {
    return readPoint.visible().text();
  }

  /**
   * Makes sure that later readers see the same instant as earlier ones.
   *
   * @throws UnavailableException if the server has ended the session, so that later readers would
   *     see another instant
   */
  public void assertAlive() {
    for (Connection connection : List.of(locks, keeper)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      } catch (SQLException e) {
        throw UnavailableException.transientFailure(
            "Cannot go on reading at LSN "
                + readPoint.position().text()
                + ": the connection that holds the read point was lost ("
                + e.getMessage()
                + "). Run the load again; tables already published are kept.",
            e);
      }
    }
  }

  /** True as long as every reader still sees the same instant. */
  public boolean isAlive() {
    try {
      assertAlive();
      return true;
    } catch (UnavailableException e) {
      LOG.debug("The read point is gone", e);
      return false;
    }
  }

  @Override
  public void close() {
    closeQuietly(keeper);
    closeQuietly(locks);
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("Closing a read session failed", e);
    }
  }
}
