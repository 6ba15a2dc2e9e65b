package dev.firn.extract;

import dev.firn.model.TableId;
import dev.firn.schema.NumberProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the numbers of columns whose declaration does not say how large they are: all of them in
 * a table that is read in a moment, a sample of the pages of a larger one.
 */
final class NumberMeasurement {

  /** What one connection reads in about a second. */
  private static final long AT_ONCE = 256L << 20;

  private final Connection connection;

  NumberMeasurement(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param bytes the size of the table
   */
  Map<String, NumberProfile> of(TableId table, List<String> columns, long bytes)
      throws SQLException {
    boolean whole = bytes <= AT_ONCE;
    String percent = String.format(Locale.ROOT, "%.4f", Math.max(0.0001, 100.0 * AT_ONCE / bytes));
    String sql =
        columns.stream()
            .map(SqlName::quoted)
            .map(
                ("count(%1$s), bool_or(%1$s = 'NaN'),"
                        + " trunc(max(abs(%1$s)) FILTER (WHERE %1$s <> 'NaN'))::text,"
                        + " max(scale(trim_scale(%1$s)))")
                    ::formatted)
            .collect(
                Collectors.joining(
                    ", ",
                    "SELECT ",
                    " FROM "
                        + SqlName.quoted(table)
                        + (whole ? "" : " TABLESAMPLE SYSTEM (" + percent + ")")));
    String scope = whole ? "all rows" : "a sample of " + percent + " % of its pages";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      Map<String, NumberProfile> profiles = new HashMap<>();
      for (int i : IntStream.range(0, columns.size()).toArray()) {
        profiles.put(columns.get(i), profile(row, 4 * i, scope));
      }
      return profiles;
    }
  }

  private static NumberProfile profile(ResultSet row, int before, String scope)
      throws SQLException {
    String largest = row.getString(before + 3);
    boolean special = row.getBoolean(before + 2) || "Infinity".equals(largest);
    return new NumberProfile(
        special ? 0 : integerDigits(largest),
        row.getInt(before + 4),
        row.getLong(before + 1),
        special,
        scope);
  }

  private static int integerDigits(@Nullable String largest) {
    return largest == null || largest.equals("0") ? 0 : largest.length();
  }
}
