package dev.firn.source.postgres.connect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Settings of a session, whatever those of the server, the database and the user are. */
public final class SessionOptions {

  /**
   * Values have one text form, and it is exact. The driver reads intervals of another style as
   * zero, floats of fewer digits are others, and bytes in another form stop Debezium. A statement
   * of whose rows the server would hide some is refused instead.
   */
  private static final String EXACT =
      "-c DateStyle=ISO,YMD -c IntervalStyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
          + " -c row_security=off";

  /**
   * Ours may take their time and create what they need. They call functions of the server only: one
   * of the same name in another schema, whose parameters suit a call better, would run with all the
   * rights of who reads.
   */
  static final String READER =
      EXACT
          + " -c search_path= -c default_transaction_read_only=off"
          + " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0";

  /** The first that has a timeout of whole transactions. */
  private static final int TRANSACTION_TIMEOUT_SINCE = 17;

  /** The first that has a timeout of sessions without a transaction. */
  private static final int IDLE_SESSION_TIMEOUT_SINCE = 14;

  private SessionOptions() {}

  /** Those of a reader of that server; older ones refuse settings that they do not know. */
  static String reader(int majorVersion) {
    return majorVersion >= TRANSACTION_TIMEOUT_SINCE
        ? READER + " -c transaction_timeout=0"
        : READER;
  }

  /**
   * What a reader says first; the driver sends the zone of this JVM after the options. The server
   * asks, too, whether we are still there, so that it keeps nothing for those who are not.
   */
  static String afterLogin(int majorVersion) {
    return "SET TimeZone = 'UTC'"
        + "; SET tcp_keepalives_idle = "
        + LivelySockets.IDLE_SECONDS
        + "; SET tcp_keepalives_interval = "
        + LivelySockets.INTERVAL_SECONDS
        + "; SET tcp_keepalives_count = "
        + LivelySockets.MAX_UNANSWERED
        + (majorVersion >= IDLE_SESSION_TIMEOUT_SINCE ? "; SET idle_session_timeout = 0" : "")
        + (majorVersion >= TRANSACTION_TIMEOUT_SINCE ? "; SET transaction_timeout = 0" : "");
  }

  /**
   * Debezium reads money as if its decimals followed a point: 234,56 liras would be 23456. Other
   * locales than C say otherwise; but of how many decimals an amount is, the locale says too.
   */
  public static String ofConnector(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet money =
            statement.executeQuery(
                "SELECT 0.01::money::numeric = 0.01 AND 0.001::money::numeric = 0")) {
      money.next();
      return money.getBoolean(1) ? EXACT + " -c lc_monetary=C" : EXACT;
    }
  }
}
