package dev.firn.source.oracle;

import dev.firn.retry.Pause;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.log.OracleScn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Transactions that have begun before an SCN and not ended, on all instances. A connector that
 * began to read at it does not tell what they had written by then.
 */
final class OpenTransactions {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private OpenTransactions() {}

  /** Who has them, for people. */
  static List<String> before(Connection connection, OracleScn scn) throws SQLException {
    return new Dictionary(connection)
        .read(SourceStatements.OPEN_TRANSACTIONS, OpenTransactions::shown, scn.text());
  }

  /**
   * Waits until nobody has a transaction open that began before an SCN.
   *
   * @throws dev.firn.error.UnavailableException naming those who have not ended by then, or if the
   *     user may not ask for them
   */
  static void awaitEnd(
      Connection connection, OracleEndpoint server, OracleScn scn, Duration patience)
      throws SQLException {
    Instant end = Instant.now().plus(patience);
    for (List<String> open = ask(connection, server, scn);
        !open.isEmpty();
        open = ask(connection, server, scn)) {
      if (!Instant.now().isBefore(end)) {
        throw OracleErrors.transactionsAreOpen(scn.text(), patience, open);
      }
      Pause.of(LOOK_EVERY);
    }
  }

  private static List<String> ask(Connection connection, OracleEndpoint server, OracleScn scn)
      throws SQLException {
    try {
      return before(connection, scn);
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        throw OracleErrors.transactionsAreHidden(server, e);
      }
      throw e;
    }
  }

  private static String shown(ResultSet row) throws SQLException {
    if (row.getString("SID") == null) {
      return "a transaction of no session on instance %s, such as one of XA, since %s, SCN %s"
          .formatted(
              row.getString("INST_ID"),
              Dictionary.text(row, "START_TIME"),
              row.getString("START_SCN"));
    }
    return "session %s,%s,@%s of %s on %s (%s), %s since %s, SCN %s"
        .formatted(
            row.getString("SID"),
            row.getString("SERIAL#"),
            row.getString("INST_ID"),
            Dictionary.text(row, "USERNAME"),
            Dictionary.text(row, "MACHINE"),
            Dictionary.text(row, "PROGRAM"),
            "ACTIVE".equals(row.getString("STATUS")) ? "at work" : "idle",
            Dictionary.text(row, "START_TIME"),
            row.getString("START_SCN"));
  }
}
