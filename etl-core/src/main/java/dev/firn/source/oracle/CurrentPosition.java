package dev.firn.source.oracle;

import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.connect.OraFailure;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.log.OracleScn;
import java.sql.Connection;
import java.sql.SQLException;

/** Asks how far a database is. */
final class CurrentPosition {

  private CurrentPosition() {}

  /** By what the user may ask. */
  static OracleScn of(Connection connection, OracleEndpoint server) throws SQLException {
    Dictionary dictionary = new Dictionary(connection);
    try {
      return ask(dictionary, SourceStatements.POSITION);
    } catch (SQLException e) {
      if (!Dictionary.isHidden(e)) {
        throw e;
      }
      try {
        return ask(dictionary, SourceStatements.POSITION_BY_FUNCTION);
      } catch (SQLException refused) {
        if (OraFailure.of(refused).outcome() != OraFailure.Outcome.TABLE_FAILS) {
          throw refused;
        }
        refused.addSuppressed(e);
        throw OracleErrors.positionIsHidden(server, refused);
      }
    }
  }

  private static OracleScn ask(Dictionary dictionary, String sql) throws SQLException {
    return dictionary.read(sql, row -> OracleScn.parse(row.getString(1))).get(0);
  }
}
