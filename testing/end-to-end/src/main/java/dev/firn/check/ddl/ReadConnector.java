package dev.firn.check.ddl;

import dev.firn.endtoend.compare.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Waits for the connector to have read and confirmed what was committed so far, as operators are
 * told to before statements by which Debezium would misread what it has not read yet.
 */
final class ReadConnector {

  private static final Duration MAX_WAIT = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 100;

  private final Database database;
  private final String slot;

  ReadConnector(Database database, String slot) {
    this.database = database;
    this.slot = slot;
  }

  /** The publication of Firn has the name of its slot. */
  String publication() {
    return slot;
  }

  void await() throws SQLException {
    awaitOnce();
    // What it confirms is what it has taken over; by now it has handed on all of it, too.
    awaitOnce();
  }

  private void awaitOnce() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        PreparedStatement read =
            connection.prepareStatement(
                "SELECT confirmed_flush_lsn >= ?::pg_lsn FROM pg_replication_slots"
                    + " WHERE slot_name = ?")) {
      String place;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
        row.next();
        place = row.getString(1);
      }
      read.setString(1, place);
      read.setString(2, slot);
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      for (long waited = 0; ; waited++) {
        if (waited % 10 == 0) {
          // Something to read lets the connector confirm before its next heartbeat.
          statement.execute("INSERT INTO shop.marker DEFAULT VALUES");
        }
        try (ResultSet row = read.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            return;
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("The connector has not read up to " + place);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the connector was awaited", e);
    }
  }
}
