package dev.firn.source.oracle.health;

import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.catalog.Logging;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How a database keeps its log, and what is in it.
 *
 * @param mode whether it is archived
 * @param isForced true if nothing is written past it
 * @param isPrimary false of a standby
 */
record LogState(String mode, boolean isForced, boolean isPrimary, Logging logging) {

  /** Empty if the user may not look. */
  static Optional<LogState> find(Connection connection, OracleVersion server) throws SQLException {
    Dictionary dictionary = new Dictionary(connection);
    try {
      return dictionary
          .read(
              DictionaryStatements.database(server),
              row ->
                  new LogState(
                      Dictionary.text(row, "LOG_MODE"),
                      Dictionary.text(row, "FORCE_LOGGING").equals("YES"),
                      "PRIMARY".equals(row.getString("DATABASE_ROLE")),
                      Logging.of(dictionary, server, row)))
          .stream()
          .findFirst();
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static Optional<LogState> find(OracleLook look) throws SQLException {
    return find(look.connection(), look.server());
  }
}
