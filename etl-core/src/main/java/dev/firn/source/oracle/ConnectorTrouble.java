package dev.firn.source.oracle;

import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What keeps changes of any table from coming, with the statement that mends it. */
final class ConnectorTrouble {

  private ConnectorTrouble() {}

  /** Says so if the user may not look. */
  static List<String> find(Connection connection, OracleVersion server) throws SQLException {
    try {
      return new Dictionary(connection)
          .read(DictionaryStatements.database(server), ConnectorTrouble::of)
          .get(0);
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return List.of(
            "the user may not look how the database logs changes. GRANT SELECT ON SYS.V_$DATABASE lets"
                + " it be checked");
      }
      throw e;
    }
  }

  private static List<String> of(ResultSet row) throws SQLException {
    List<String> trouble = new ArrayList<>();
    String mode = Dictionary.text(row, "LOG_MODE");
    if (!mode.equals("ARCHIVELOG")) {
      trouble.add(
          "the database is in mode "
              + mode
              + ", so that log is overwritten before its changes were read. ALTER DATABASE"
              + " ARCHIVELOG, while it is mounted and not open, keeps it");
    }
    if (Dictionary.text(row, "SUPPLEMENTAL_LOG_DATA_MIN").equals("NO")) {
      trouble.add(
          "the log does not say which rows changes are of. ALTER DATABASE ADD SUPPLEMENTAL LOG DATA"
              + " has it say so");
    }
    return trouble;
  }
}
