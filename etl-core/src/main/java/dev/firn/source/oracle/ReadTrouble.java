package dev.firn.source.oracle;

import dev.firn.source.SourceReader;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.catalog.ReadPrivileges;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a server, and of what its user may do, makes reads slow or short of breath, or values
 * other ones, with the statement that mends it.
 */
final class ReadTrouble {

  /** From here on it matters that a table cannot be cut by the addresses of its rows. */
  private static final long LARGE_BYTES = 1L << 30;

  private final Connection connection;
  private final OracleVersion server;
  private final Dictionary dictionary;
  private final String schema;

  ReadTrouble(Connection connection, OracleVersion server, String schema) {
    this.connection = connection;
    this.server = server;
    this.dictionary = new Dictionary(connection);
    this.schema = schema;
  }

  List<String> find(SourceReader.Effort effort) throws SQLException {
    List<String> trouble = new ArrayList<>();
    new UndoOutlook(connection).find(effort).ifPresent(trouble::add);
    new ReadPrivileges(connection, server).findHidden(schema).ifPresent(trouble::add);
    if (isHidden(DictionaryStatements.database(server))) {
      trouble.add(
          "the user may not look at V$DATABASE, so that nobody notices if the database is another"
              + " one or was set back. GRANT SELECT ON SYS.V_$DATABASE lets it be noticed");
    }
    if (effort.bytes().values().stream().anyMatch(bytes -> bytes > LARGE_BYTES)
        && isHidden(DictionaryStatements.MAY_SEE_EXTENTS)) {
      trouble.add(
          "the user may not look where rows are stored, so that large tables are cut by their"
              + " partitions or keys only, or not at all. GRANT SELECT ON SYS.DBA_EXTENTS and"
              + " SYS.DBA_SEGMENTS has them cut evenly");
    }
    dictionary.read(SourceStatements.CHARACTER_SETS, row -> row.getString("VALUE")).stream()
        .filter("US7ASCII"::equals)
        .findFirst()
        .ifPresent(
            seven ->
                trouble.add(
                    "the database keeps text as US7ASCII: letters that somebody has written into it"
                        + " beyond the 128 of that come as other ones. Nothing but a migration of"
                        + " the database (DMU) mends that"));
    return trouble;
  }

  private boolean isHidden(String sql) throws SQLException {
    try {
      dictionary.read(sql, row -> row);
      return false;
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return true;
      }
      throw e;
    }
  }
}
