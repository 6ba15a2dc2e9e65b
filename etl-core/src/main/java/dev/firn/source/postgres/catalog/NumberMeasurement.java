package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.schema.NumberProfile;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
public final class NumberMeasurement {

  /** What one connection reads in about a second. */
  public static final long MAX_MEASURED_BYTES = 256L << 20;

  /** What has pages of its own: the table, or its partitions. Foreign ones have none here. */
  private static final String PARTS =
      PartitionTree.WITH_TREE
          + """
      SELECT n.nspname, c.relname, c.relkind IN ('r', 'm') AS has_pages
        FROM tree t
        JOIN pg_class c ON c.oid = t.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind <> 'p'
       ORDER BY 1, 2
      """;

  private final Connection connection;
  private final long atOnce;

  /**
   * @param atOnce of a table of more bytes only a sample is looked at
   */
  public NumberMeasurement(Connection connection, long atOnce) {
    this.connection = connection;
    this.atOnce = atOnce;
  }

  /** What is looked at, for SQL and for people. */
  private record Scope(String from, String name) {}

  /**
   * @param bytes the size of the table
   */
  public Map<String, NumberProfile> of(TableId table, List<String> columns, long bytes)
      throws SQLException {
    Scope scope =
        bytes <= atOnce
            ? new Scope(SqlName.quoted(table), "all rows")
            : sample(table, columns, 100.0 * atOnce / bytes);
    String sql =
        columns.stream()
            .map(SqlName::quoted)
            .map(
                ("count(%1$s), bool_or(%1$s = 'NaN'),"
                        + " trunc(max(abs(%1$s)) FILTER (WHERE %1$s <> 'NaN'))::text,"
                        + " max(scale(trim_scale(%1$s)))")
                    ::formatted)
            .collect(Collectors.joining(", ", "SELECT ", " FROM " + scope.from()));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      Map<String, NumberProfile> profiles = new HashMap<>();
      for (int i : IntStream.range(0, columns.size()).toArray()) {
        profiles.put(columns.get(i), profile(row, 4 * i, scope.name()));
      }
      return profiles;
    }
  }

  private Scope sample(TableId table, List<String> columns, double share) throws SQLException {
    String percent = String.format(Locale.ROOT, "%.4f", Math.max(0.0001, share));
    List<String> samples = new ArrayList<>();
    int parts = 0;
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      PartitionTree.bind(query, List.of(table));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          parts++;
          if (found.getBoolean(3)) {
            TableId part = new TableId(found.getString(1), found.getString(2));
            samples.add(
                columns.stream()
                    .map(SqlName::quoted)
                    .collect(
                        Collectors.joining(
                            ", ",
                            "SELECT ",
                            " FROM %s TABLESAMPLE SYSTEM (%s)"
                                .formatted(SqlName.quoted(part), percent))));
          }
        }
      }
    }
    String name = "a sample of " + percent + " % of its pages";
    return new Scope(
        "(" + String.join(" UNION ALL ", samples) + ") sample",
        samples.size() == parts
            ? name
            : name + " in " + samples.size() + " of " + parts + " partitions");
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
