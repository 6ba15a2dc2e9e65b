package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The columns that a table has now, as a question about its rows needs them. */
public final class ColumnTypes {

  private static final String SQL =
      "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
          + " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped";

  private ColumnTypes() {}

  /** Their types as SQL writes them, by name; empty if there is no such table. */
  public static Map<String, String> of(Connection connection, TableId table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SQL)) {
      query.setString(1, SqlName.quoted(table));
      try (ResultSet columns = query.executeQuery()) {
        Map<String, String> types = new HashMap<>();
        while (columns.next()) {
          types.put(columns.getString(1), columns.getString(2));
        }
        return types;
      }
    }
  }
}
