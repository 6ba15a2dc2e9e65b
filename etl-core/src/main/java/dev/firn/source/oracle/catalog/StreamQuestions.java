package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Asks the dictionary what only a stream has to know. */
public final class StreamQuestions {

  private static final String RECYCLED = "BIN$";

  private StreamQuestions() {}

  /** True of a standby; if the user may not ask, the database is taken for none. */
  public static boolean isReplica(Connection connection, OracleVersion server) throws SQLException {
    try {
      return new Dictionary(connection)
          .read(
              DictionaryStatements.database(server),
              row -> !"PRIMARY".equals(row.getString("DATABASE_ROLE")))
          .get(0);
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return false;
      }
      throw e;
    }
  }

  /** The table that has a number now; one that was dropped may still be in the recycle bin. */
  public static Optional<TableId> findName(Connection connection, long object) throws SQLException {
    return new Dictionary(connection)
            .read(
                DictionaryStatements.TABLE_BY_NUMBER,
                row -> new TableId(row.getString("OWNER"), row.getString("OBJECT_NAME")),
                Long.toString(object))
            .stream()
            .filter(table -> !table.name().startsWith(RECYCLED))
            .findFirst();
  }

  /** True unless a part is where it was stored first. */
  public static boolean isStoredAnew(Connection connection, long part) throws SQLException {
    return new Dictionary(connection)
            .read(
                DictionaryStatements.PART_BY_NUMBER,
                row -> row.getLong("DATA_OBJECT_ID") == row.getLong("OBJECT_ID"),
                Long.toString(part))
            .stream()
            .noneMatch(isFirst -> isFirst);
  }

  /** True if a column has a default, or had one since it was given another. */
  public static boolean hasDefault(Connection connection, TableId table, String column)
      throws SQLException {
    return new Dictionary(connection)
            .read(
                DictionaryStatements.DEFAULT_OF_COLUMN,
                row -> row.getString("DEFAULT_LENGTH") != null,
                table.schema(),
                table.name(),
                column)
            .stream()
            .anyMatch(hasDefault -> hasDefault);
  }
}
