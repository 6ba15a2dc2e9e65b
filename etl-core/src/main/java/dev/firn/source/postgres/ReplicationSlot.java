package dev.firn.source.postgres;

import dev.firn.fault.FaultPoint;
import dev.firn.retry.Pause;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slot of a source. It is one only when it has confirmed a position: until then somebody is
 * still creating it, and it vanishes with whoever does.
 */
final class ReplicationSlot implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationSlot.class);

  /** Standbys that keep slots. */
  private static final int FAILOVER_SINCE = 17;

  private static final int SNAPSHOT_OPTION_SINCE = 15;

  private static final String STATE =
      """
      SELECT plugin = 'pgoutput' AND database = current_database() AND NOT temporary AS usable,
             coalesce(wal_status = 'lost'
                      OR to_jsonb(s)->>'invalidation_reason' IS NOT NULL, false) AS lost,
             confirmed_flush_lsn IS NOT NULL AS confirmed, active_pid
        FROM pg_replication_slots s WHERE slot_name = ?
      """;

  /** What there is of a slot. */
  enum State {
    ABSENT,
    UNFINISHED,
    BEING_CREATED,
    READY
  }

  private final PostgresEndpoint endpoint;
  private final String name;
  private final Connection connection;
  private @Nullable Connection replication;

  ReplicationSlot(PostgresEndpoint endpoint, String name, Connection connection) {
    this.endpoint = endpoint;
    this.name = name;
    this.connection = connection;
  }

  /**
   * Waits for a slot that somebody is creating, and drops one that nobody finishes.
   *
   * @return true if it is there to be used
   */
  boolean awaitReady(int waitSeconds) throws SQLException {
    State state = state();
    for (int second = 0; state == State.BEING_CREATED && second < waitSeconds; second++) {
      Pause.of(Duration.ofSeconds(1));
      state = state();
    }
    if (state == State.BEING_CREATED) {
      throw PostgresErrors.slotIsBeingCreated(name, waitSeconds);
    }
    if (state == State.UNFINISHED) {
      drop();
    }
    return state == State.READY;
  }

  /** What there is of it at this moment. */
  State state() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STATE)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return State.ABSENT;
        }
        if (!row.getBoolean("usable")) {
          throw PostgresErrors.slotIsTaken(name);
        }
        if (row.getBoolean("lost")) {
          throw PostgresErrors.slotIsLost(name);
        }
        if (row.getBoolean("confirmed")) {
          return State.READY;
        }
        row.getInt("active_pid");
        return row.wasNull() ? State.UNFINISHED : State.BEING_CREATED;
      }
    }
  }

  private void drop() throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name = ? AND confirmed_flush_lsn IS NULL AND active_pid IS NULL")) {
      drop.setString(1, name);
      drop.execute();
      LOG.info("Dropped slot {}, which was never finished", name);
    }
  }

  /**
   * Waits inside the server until every transaction that runs now has ended.
   *
   * @param blockers what it waits for, for people
   * @return the snapshot at which it begins, importable until this is closed
   */
  String create(int waitSeconds, Supplier<List<String>> blockers) throws SQLException {
    FaultPoint.reached("load.slot.before", "");
    int server = server();
    Connection opened = endpoint.openForReplication(waitSeconds, server);
    replication = opened;
    try (Statement statement = opened.createStatement();
        ResultSet slot = statement.executeQuery(creation(server))) {
      slot.next();
      LOG.info("Created slot {} at LSN {}", name, slot.getString("consistent_point"));
      FaultPoint.reached("load.slot.after", "");
      return slot.getString("snapshot_name");
    } catch (SQLException e) {
      List<String> open = blockers.get();
      endCreation();
      if (e.getCause() instanceof SocketTimeoutException && !open.isEmpty()) {
        throw PostgresErrors.transactionsAreOpen(
            "create replication slot " + name, waitSeconds, open);
      }
      throw PostgresErrors.cannot("create replication slot " + name, e);
    }
  }

  private int server() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /** What {@link #create} sends. */
  String creation() throws SQLException {
    return creation(server());
  }

  private String creation(int server) {
    String options =
        server >= FAILOVER_SINCE
            ? "(SNAPSHOT 'export', FAILOVER)"
            : server >= SNAPSHOT_OPTION_SINCE ? "(SNAPSHOT 'export')" : "EXPORT_SNAPSHOT";
    return "CREATE_REPLICATION_SLOT " + SqlName.quoted(name) + " LOGICAL pgoutput " + options;
  }

  private void endCreation() {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                + " WHERE slot_name = ? AND active_pid IS NOT NULL"
                + " AND confirmed_flush_lsn IS NULL")) {
      statement.setString(1, name);
      statement.execute();
    } catch (SQLException e) {
      LOG.debug("No unfinished slot to drop", e);
    }
  }

  @Override
  public void close() throws SQLException {
    if (replication != null) {
      replication.close();
    }
  }
}
