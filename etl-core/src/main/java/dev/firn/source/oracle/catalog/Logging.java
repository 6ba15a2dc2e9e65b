package dev.firn.source.oracle.catalog;

import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What changes of a database leave in its log beside themselves. A pluggable database may log more
 * than the whole, and the whole may only log some tables of some of them.
 *
 * @param rows true if the log says which rows changes are of
 * @param wholeRows true if it has all columns of each of them
 * @param isCertain false if the user may not look what the pluggable database logs
 */
public record Logging(boolean rows, boolean wholeRows, boolean isCertain) {

  /**
   * @param database the row of V$DATABASE
   */
  public static Logging of(Dictionary dictionary, OracleVersion server, ResultSet database)
      throws SQLException {
    boolean some = Dictionary.isYes(database, "SOME_TABLES_ONLY");
    boolean rows = !Dictionary.text(database, "SUPPLEMENTAL_LOG_DATA_MIN").equals("NO") && !some;
    boolean whole = Dictionary.isYes(database, "SUPPLEMENTAL_LOG_DATA_ALL") && !some;
    if (!server.isAtLeast(OracleVersion.V12_1) || (rows && whole)) {
      return new Logging(rows, whole, true);
    }
    try {
      List<Logging> own =
          dictionary.read(
              DictionaryStatements.LOGGING_OF_PDB,
              row ->
                  new Logging(
                      Dictionary.isYes(row, "MINIMAL"), Dictionary.isYes(row, "ALL_COLUMN"), true));
      return new Logging(
          rows || own.stream().anyMatch(Logging::rows),
          whole || own.stream().anyMatch(Logging::wholeRows),
          true);
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return new Logging(rows, whole, !some);
      }
      throw e;
    }
  }
}
