package dev.firn.endtoend.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tables of a schema through plain JDBC. */
public final class SourceReader {
  private static final String KEY_COLUMNS =
      """
      SELECT a.attname
      FROM pg_index i
      CROSS JOIN unnest(i.indkey) WITH ORDINALITY k(number, position)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
      WHERE i.indisprimary AND i.indrelid = ?::regclass
      ORDER BY k.position
      """;

  private final Database database;
  private final String schema;

  public SourceReader(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /** The name of a table for SQL. */
  public static String qualified(String schema, String table) {
    return schema + ".\"" + table.replace("\"", "\"\"") + '"';
  }

  public List<String> keyColumns(String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(KEY_COLUMNS)) {
      query.setString(1, qualified(schema, table));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    return columns;
  }

  public TableContents read(String table) throws SQLException {
    try (Connection connection = database.connect();
        Statement query = connection.createStatement()) {
      connection.setAutoCommit(false);
      query.setFetchSize(5_000);
      try (ResultSet rows = query.executeQuery("SELECT * FROM " + qualified(schema, table))) {
        TableContents contents = new TableContents(keyColumns(table), names(rows.getMetaData()));
        while (rows.next()) {
          contents.add(row(rows));
        }
        return contents;
      }
    }
  }

  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnName(i));
    }
    return names;
  }

  private static Map<String, @Nullable Object> row(ResultSet rows) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      row.put(columns.getColumnName(i), value(rows, i, columns.getColumnTypeName(i)));
    }
    return row;
  }

  /** Without the zone of this JVM in between. */
  private static @Nullable Object value(ResultSet rows, int column, String type)
      throws SQLException {
    return switch (type) {
      case "timestamptz" -> rows.getObject(column, OffsetDateTime.class);
      case "timestamp" -> rows.getObject(column, LocalDateTime.class);
      case "date" -> rows.getObject(column, LocalDate.class);
      case "bytea" -> rows.getBytes(column);
      case "numeric" -> rows.getBigDecimal(column);
      case "bool" -> rows.getObject(column);
      default -> rows.getString(column);
    };
  }
}
