package dev.firn.source.postgres;

import dev.firn.model.SourcePosition;
import dev.firn.source.ConnectorState;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.log.PostgresLsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How far a connector has come with its slot: what is committed before the position that it has
 * confirmed is in Kafka.
 *
 * @param found false if there is no such slot in this database
 * @param isLost true if the server has removed log that it needs
 * @param confirmed what was committed before this is in Kafka
 */
public record SlotState(
    String slot,
    boolean found,
    boolean isRead,
    boolean isLost,
    PostgresLsn confirmed,
    PostgresLsn server)
    implements ConnectorState {

  /** Not what is written, but what is inserted: a commit can be visible before it is written. */
  private static final String STATE =
      """
      SELECT active, coalesce(wal_status, '') = 'lost' AS lost,
             coalesce(confirmed_flush_lsn, '0/0')::text AS confirmed,
             CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                  ELSE pg_current_wal_insert_lsn() END::text AS server,
             s.slot_name IS NOT NULL AS found, pg_is_in_recovery() AS standby
        FROM (SELECT) AS one
        LEFT JOIN pg_replication_slots s
               ON s.slot_name = ? AND s.database = current_database()
      """;

  static SlotState find(Connection connection, CaptureNames capture) throws SQLException {
    String slot = capture.slot();
    try (PreparedStatement query = connection.prepareStatement(STATE)) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean("found") && row.getBoolean("standby")) {
          throw PostgresErrors.standbyHasNoSlot(slot);
        }
        return new SlotState(
            slot,
            row.getBoolean("found"),
            row.getBoolean("active"),
            row.getBoolean("lost"),
            PostgresLsn.parse(row.getString("confirmed")),
            PostgresLsn.parse(row.getString("server")));
      }
    }
  }

  @Override
  public boolean isGone() {
    return !found || isLost;
  }

  @Override
  public boolean hasConfirmed(SourcePosition position) {
    return !position.isAfter(confirmed);
  }

  @Override
  public String sayRead() {
    return "Replication slot " + slot + " is read";
  }

  @Override
  public String sayBehind(SourcePosition then) {
    return "reads slot "
        + slot
        + ", but has not confirmed more than LSN "
        + confirmed.text()
        + ", while the server was at "
        + then.text()
        + " when events ceased to come";
  }

  @Override
  public String sayUnread() {
    return "nobody reads replication slot "
        + slot
        + ", which stands at LSN "
        + confirmed.text()
        + ", while the server is at "
        + server.text()
        + ". What reached Kafka is applied or will be, the rest waits in the slot";
  }

  @Override
  public String sayGone() {
    return found
        ? "the server has removed log that replication slot "
            + slot
            + " still needed after LSN "
            + confirmed.text()
        : "replication slot " + slot + " is gone";
  }

  @Override
  public String sayCleanUp() {
    return found ? "drop the slot with SELECT pg_drop_replication_slot('" + slot + "')" : "";
  }
}
