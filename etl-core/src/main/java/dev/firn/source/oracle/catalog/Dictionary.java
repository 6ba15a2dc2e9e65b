package dev.firn.source.oracle.catalog;

import dev.firn.source.oracle.connect.OraFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the dictionary, or other views, over a connection. */
public final class Dictionary {

  /** The driver's own default is ten. */
  private static final int ROWS_PER_ROUND_TRIP = 1000;

  /** No such view, or no privilege on it. */
  private static final Set<Integer> NOT_TO_BE_SEEN = Set.of(942, 1031);

  private final Connection connection;

  public Dictionary(Connection connection) {
    this.connection = connection;
  }

  /** Makes something of a row. */
  public interface RowReader<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * @param parameters in the order in which the statement names them
   */
  public <T> List<T> read(String sql, RowReader<T> reader, String... parameters)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(ROWS_PER_ROUND_TRIP);
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(reader.of(rows));
        }
      }
    }
    return found;
  }

  /** True of a view that is not there, or that the user may not read. */
  public static boolean isHidden(SQLException failure) {
    return NOT_TO_BE_SEEN.contains(OraFailure.of(failure).code());
  }

  static @Nullable Integer number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  static boolean isYes(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text != null && (text.equals("YES") || text.equals("Y"));
  }

  public static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }
}
