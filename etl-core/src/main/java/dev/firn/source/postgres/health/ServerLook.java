package dev.firn.source.postgres.health;

import dev.firn.health.ExaminedTables;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that is looked at, and what of it matters.
 *
 * @param source by the name that its commands are given
 */
public record ServerLook(
    Connection connection, String source, CaptureNames capture, ExaminedTables tables) {

  /** Makes something of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a question with parameters. */
  <T> List<T> ask(String sql, RowReader<T> reader, String... parameters) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    }
  }

  /** What a setting of the server is. */
  String setting(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + SqlName.quoted(name))) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  int version() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }
}
