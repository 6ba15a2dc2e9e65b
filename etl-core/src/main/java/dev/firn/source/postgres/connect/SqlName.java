package dev.firn.source.postgres.connect;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Quotes identifiers and text for PostgreSQL. */
public final class SqlName {

  private SqlName() {}

  /**
   * Sets the parameters of {@code unnest(?::text[], ?::text[])} to the schemas and the names of
   * tables.
   *
   * @param first the number of the first of the two
   */
  public static void bind(PreparedStatement query, int first, Collection<TableId> tables)
      throws SQLException {
    Connection connection = query.getConnection();
    query.setArray(
        first, connection.createArrayOf("text", tables.stream().map(TableId::schema).toArray()));
    query.setArray(
        first + 1, connection.createArrayOf("text", tables.stream().map(TableId::name).toArray()));
  }

  public static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  public static String quoted(TableId table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  public static String literal(String text) {
    String escaped = text.replace("'", "''");
    return escaped.contains("\\")
        ? "E'" + escaped.replace("\\", "\\\\") + "'"
        : "'" + escaped + "'";
  }
}
