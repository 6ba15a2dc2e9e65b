package dev.firn.source.postgres;

import dev.firn.fault.FaultPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.catalog.TableDiscovery;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.ReplicationSlotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates or verifies the publication and the slot of a source, in that order: a slot that is older
 * than its publication can never be decoded.
 *
 * <p>While it stays open, the snapshot that a new slot exported can be imported.
 */
final class ReplicationSetup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationSetup.class);
  private static final int WAIT_SECONDS = 60;

  private final PostgresEndpoint endpoint;
  private final CaptureNames capture;
  private final Connection connection;
  private @Nullable Connection replication;

  ReplicationSetup(PostgresEndpoint endpoint, CaptureNames capture) {
    this.endpoint = endpoint;
    this.capture = capture;
    this.connection = endpoint.open();
  }

  /**
   * Makes sure that the tables are published and that the slot is there.
   *
   * @return the snapshot at which a slot created here begins, or null if the slot was there before,
   *     so that a snapshot taken from now on lies within its stream
   */
  @Nullable String ensure(List<TableSchema> tables) throws SQLException {
    requireLogicalWal();
    List<TableId> published = new ArrayList<>();
    for (TableSchema table : tables) {
      if (!table.canBeCaptured()) {
        LOG.warn(
            "{} is loaded but not captured: changes of {} are not replicated. It stays as it is"
                + " until it is loaded again, with --tables {} --no-resume",
            table.id(),
            table.kind(),
            table.id().name());
      } else if (table.hasPrimaryKey() || sendsFullRows(table.id())) {
        published.add(table.id());
      } else {
        LOG.warn(
            "{} is loaded but not captured: it has no primary key, and publishing it would make"
                + " UPDATE and DELETE fail at the source. Set REPLICA IDENTITY FULL to have it"
                + " captured",
            table.id());
      }
    }
    boolean extended = ensurePublication(published);
    if (slotExists()) {
      if (extended) {
        awaitRunningTransactions();
      }
      LOG.info("Using slot {} and publication {}", capture.slot(), capture.publication());
      return null;
    }
    return createSlot();
  }

  private boolean sendsFullRows(TableId table) throws SQLException {
    return new TableDiscovery(connection).replicaIdentity(table).equals("f");
  }

  private void requireLogicalWal() throws SQLException {
    String level = single("SHOW wal_level");
    if (!"logical".equals(level)) {
      throw PostgresErrors.walIsNotLogical(endpoint, level);
    }
  }

  /**
   * @return true if tables were added to a publication that was there before
   */
  private boolean ensurePublication(List<TableId> tables) throws SQLException {
    Set<TableId> present = publishedTables();
    if (single("SELECT 1 FROM pg_publication WHERE pubname = ?", capture.publication()) == null) {
      execute(
          "CREATE PUBLICATION "
              + SqlName.quoted(capture.publication())
              + (tables.isEmpty() ? "" : " FOR TABLE " + names(tables))
              + " WITH (publish = 'insert,update,delete,truncate',"
              + " publish_via_partition_root = true)");
      LOG.info("Created publication {} for {} tables", capture.publication(), tables.size());
      return false;
    }
    List<TableId> missing = tables.stream().filter(table -> !present.contains(table)).toList();
    if (missing.isEmpty()) {
      return false;
    }
    execute(
        "ALTER PUBLICATION "
            + SqlName.quoted(capture.publication())
            + " ADD TABLE "
            + names(missing));
    LOG.info("Added {} to publication {}", missing, capture.publication());
    return true;
  }

  private Set<TableId> publishedTables() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?")) {
      query.setString(1, capture.publication());
      Set<TableId> tables = new HashSet<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          tables.add(new TableId(rows.getString(1), rows.getString(2)));
        }
      }
      return tables;
    }
  }

  private boolean slotExists() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT plugin, database = current_database() AS here, wal_status"
                + " FROM pg_replication_slots WHERE slot_name = ?")) {
      query.setString(1, capture.slot());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        if (!"pgoutput".equals(row.getString("plugin")) || !row.getBoolean("here")) {
          throw PostgresErrors.slotIsTaken(capture.slot());
        }
        if ("lost".equals(row.getString("wal_status"))) {
          throw PostgresErrors.slotIsLost(capture.slot());
        }
        return true;
      }
    }
  }

  /** Waits inside the server until every transaction that runs now has ended. */
  private String createSlot() throws SQLException {
    FaultPoint.reached("load.slot.before", "");
    Connection opened = endpoint.openForReplication(WAIT_SECONDS);
    replication = opened;
    try {
      ReplicationSlotInfo slot =
          opened
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .createReplicationSlot()
              .logical()
              .withSlotName(capture.slot())
              .withOutputPlugin("pgoutput")
              .make();
      LOG.info("Created slot {} at LSN {}", capture.slot(), slot.getConsistentPoint().asString());
      FaultPoint.reached("load.slot.after", "");
      return slot.getSnapshotName();
    } catch (SQLException e) {
      List<String> blockers = runningTransactions(Long.MAX_VALUE);
      dropUnfinishedSlot();
      if (e.getCause() instanceof java.net.SocketTimeoutException && !blockers.isEmpty()) {
        throw PostgresErrors.transactionsAreOpen(
            "create replication slot " + capture.slot(), WAIT_SECONDS, blockers);
      }
      throw PostgresErrors.cannot("create replication slot " + capture.slot(), e);
    }
  }

  private void dropUnfinishedSlot() {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                + " WHERE slot_name = ? AND active_pid IS NOT NULL")) {
      statement.setString(1, capture.slot());
      statement.execute();
    } catch (SQLException e) {
      LOG.debug("No unfinished slot to drop", e);
    }
  }

  /**
   * A transaction that wrote to a table before it was published is decoded without those changes.
   * Once all of them have ended, their work is part of any snapshot taken later.
   */
  private void awaitRunningTransactions() throws SQLException {
    long horizon =
        Long.parseLong(
            String.valueOf(single("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")));
    for (int second = 0; second < WAIT_SECONDS; second++) {
      if (runningTransactions(horizon).isEmpty()) {
        return;
      }
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw PostgresErrors.transactionsAreOpen(
        "add tables to publication " + capture.publication(),
        WAIT_SECONDS,
        runningTransactions(horizon));
  }

  private List<String> runningTransactions(long below) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT format('pid %s of %s, open for %s s: %s', pid, usename,
                          extract(epoch FROM now() - xact_start)::bigint, left(query, 80))
              FROM pg_stat_activity
             WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
               AND (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint < ?
            UNION ALL
            SELECT format('prepared transaction %s of %s', gid, owner) FROM pg_prepared_xacts
             WHERE (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint < ?
            """)) {
      query.setLong(1, below);
      query.setLong(2, below);
      List<String> running = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          running.add(rows.getString(1));
        }
      }
      return running;
    }
  }

  private static String names(List<TableId> tables) {
    return tables.stream().map(SqlName::quoted).collect(Collectors.joining(", "));
  }

  private @Nullable String single(String sql, String... parameters) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection first = connection;
        Connection second = replication) {
      LOG.debug("Closing {} and {}", first, second);
    }
  }
}
