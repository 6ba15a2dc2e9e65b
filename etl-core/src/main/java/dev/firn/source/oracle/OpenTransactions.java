package dev.firn.source.oracle;

import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.log.OracleScn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Transactions that have begun before an SCN and not ended, on all instances. A connector that
 * began to read at it does not tell what they had written by then.
 */
final class OpenTransactions {

  private OpenTransactions() {}

  /** Who has them, for people. */
  static List<String> before(Connection connection, OracleScn scn) throws SQLException {
    return new Dictionary(connection)
        .read(SourceStatements.OPEN_TRANSACTIONS, OpenTransactions::shown, scn.text());
  }

  private static String shown(ResultSet row) throws SQLException {
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
