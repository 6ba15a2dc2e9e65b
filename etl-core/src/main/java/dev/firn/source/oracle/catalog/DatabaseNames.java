package dev.firn.source.oracle.catalog;

import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a database calls itself.
 *
 * @param database the database, or its root container
 * @param pluggable the pluggable database with the tables; empty if there is none
 */
public record DatabaseNames(String database, String pluggable) {

  /** Asks the server. */
  public static DatabaseNames of(Connection connection, OracleVersion server) throws SQLException {
    return new Dictionary(connection)
        .read(
            DictionaryStatements.names(server),
            row ->
                new DatabaseNames(
                    Dictionary.text(row, "NAME"),
                    Dictionary.isYes(row, "CDB") ? Dictionary.text(row, "CONTAINER") : ""))
        .get(0);
  }
}
