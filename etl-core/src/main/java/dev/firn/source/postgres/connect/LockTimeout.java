package dev.firn.source.postgres.connect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How long a statement of ours waits for the lock of a table, on every connection.
 *
 * <p>A load holds its tables on one connection and works on others. A statement of somebody else
 * that waits for that one has those behind it in the queue, and nobody would ever go on: the server
 * sees no deadlock where two connections are one load.
 */
public final class LockTimeout {

  /** Of everything that says nothing else. */
  public static final int SECONDS = 10;

  /** Of what is tried again or refused by name. */
  public static final int SHORT_SECONDS = 5;

  private static final String IS_OVER = "55P03";

  private LockTimeout() {}

  /** What every connection says first, whatever the settings of its user are. */
  static String ofConnection() {
    return "SET lock_timeout = '" + SECONDS + "s'";
  }

  /** Another one, for the rest of a transaction. */
  public static void inTransaction(Connection connection, int seconds) throws SQLException {
    set(connection, "SET LOCAL lock_timeout = '" + seconds + "s'");
  }

  /** Another one, for the rest of a connection. */
  public static void of(Connection connection, int seconds) throws SQLException {
    set(connection, "SET lock_timeout = '" + seconds + "s'");
  }

  private static void set(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** True of a statement that has waited in vain. */
  public static boolean isOver(SQLException failure) {
    return IS_OVER.equals(failure.getSQLState());
  }
}
