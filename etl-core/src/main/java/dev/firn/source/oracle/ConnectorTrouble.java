package dev.firn.source.oracle;

import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.catalog.Logging;
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
    Dictionary dictionary = new Dictionary(connection);
    try {
      return dictionary
          .read(
              DictionaryStatements.database(server),
              row -> of(row, Logging.of(dictionary, server, row)))
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

  private static List<String> of(ResultSet row, Logging logging) throws SQLException {
    List<String> trouble = new ArrayList<>();
    String mode = Dictionary.text(row, "LOG_MODE");
    if (!mode.equals("ARCHIVELOG")) {
      trouble.add(
          "the database is in mode "
              + mode
              + ", so that log is overwritten before its changes were read. ALTER DATABASE"
              + " ARCHIVELOG, while it is mounted and not open, keeps it");
    }
    if (!Dictionary.text(row, "FORCE_LOGGING").equals("YES")) {
      trouble.add(
          "what somebody writes past the log never comes (NOLOGGING for a time, SQL*Loader with"
              + " UNRECOVERABLE), unless the pluggable database or the tablespace has FORCE LOGGING."
              + " ALTER DATABASE FORCE LOGGING has all of it come");
    }
    if (!logging.isCertain()) {
      trouble.add(
          "the log may not say which rows changes are of (SUPPLEMENTAL_LOG_DATA_SR), and the user may"
              + " not look. GRANT SELECT ON SYS.DBA_SUPPLEMENTAL_LOGGING lets it be checked, ALTER"
              + " PLUGGABLE DATABASE ADD SUPPLEMENTAL LOG DATA mends it");
    } else if (!logging.rows()) {
      trouble.add(
          "the log does not say which rows changes are of. ALTER DATABASE ADD SUPPLEMENTAL LOG DATA"
              + " has it say so");
    }
    return trouble;
  }
}
