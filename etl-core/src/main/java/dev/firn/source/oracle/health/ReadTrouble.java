package dev.firn.source.oracle.health;

import dev.firn.source.SourceReader;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.catalog.Obstacle;
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
public final class ReadTrouble {

  /** From here on it matters that a table cannot be cut by the addresses of its rows. */
  private static final long LARGE_BYTES = 1L << 30;

  private final Connection connection;
  private final OracleVersion server;
  private final Dictionary dictionary;
  private final String schema;

  public ReadTrouble(Connection connection, OracleVersion server, String schema) {
    this.connection = connection;
    this.server = server;
    this.dictionary = new Dictionary(connection);
    this.schema = schema;
  }

  public List<String> find(SourceReader.Effort effort) throws SQLException {
    List<String> trouble = new ArrayList<>();
    new UndoOutlook(connection).find(effort).map(Obstacle::sentence).ifPresent(trouble::add);
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
    CharacterSet.find(dictionary).map(Obstacle::sentence).ifPresent(trouble::add);
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
