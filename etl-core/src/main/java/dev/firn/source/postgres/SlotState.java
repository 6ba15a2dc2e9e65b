package dev.firn.source.postgres;

import dev.firn.source.postgres.connect.ChangeCapture;
import dev.firn.source.postgres.log.PostgresLsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How far a connector has come with its slot, as the server tells it.
 *
 * @param isRead true if somebody reads it at this moment
 * @param isLost true if the server has removed log that it needs
 * @param confirmed what was committed before this is in Kafka
 * @param server what was committed by now is before this
 */
public record SlotState(boolean isRead, boolean isLost, PostgresLsn confirmed, PostgresLsn server) {

  /** Not what is written, but what is inserted: a commit can be visible before it is written. */
  private static final String STATE =
      """
      SELECT active, coalesce(wal_status, '') = 'lost' AS lost,
             coalesce(confirmed_flush_lsn, '0/0')::text AS confirmed,
             CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                  ELSE pg_current_wal_insert_lsn() END::text AS server
        FROM pg_replication_slots
       WHERE slot_name = ? AND database = current_database()
      """;

  static Optional<SlotState> find(Connection connection, ChangeCapture capture)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STATE)) {
      query.setString(1, capture.slot());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new SlotState(
                    row.getBoolean("active"),
                    row.getBoolean("lost"),
                    PostgresLsn.parse(row.getString("confirmed")),
                    PostgresLsn.parse(row.getString("server"))))
            : Optional.empty();
      }
    }
  }
}
