package dev.firn.extract;

import dev.firn.model.TableId;
import dev.firn.model.VisibleTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Of which rows of a table is something true now?
 *
 * @param key the key's columns at the source
 * @param rows the texts of their values, for each row
 * @param column of which it may be true
 * @param condition SQL in which {@code %s} stands for the column
 */
public record RowQuestion(
    TableId table, List<String> key, List<List<String>> rows, String column, String condition) {

  private static final String TYPES =
      "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
          + " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped";

  /**
   * What the source has said.
   *
   * @param rows their ordinals among those that were asked for
   * @param seen the transactions whose changes it has looked at
   */
  public record Answer(Set<Integer> rows, VisibleTransactions seen) {}

  Answer ask(Connection connection) throws SQLException {
    Map<String, String> types = types(connection);
    // Of columns that are gone nothing is true; what the table has instead comes with later events.
    boolean isThere = types.containsKey(column) && types.keySet().containsAll(key);
    String sql =
        isThere
            ? sql(types)
            : "SELECT pg_current_snapshot()::text, n FROM (VALUES (NULL::bigint)) none(n)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; isThere && i < key.size(); i++) {
        int ordinal = i;
        Object[] values = rows.stream().map(row -> row.get(ordinal)).toArray();
        query.setArray(i + 1, connection.createArrayOf("text", values));
      }
      try (ResultSet found = query.executeQuery()) {
        Set<Integer> ordinals = new HashSet<>();
        String snapshot = "";
        while (found.next()) {
          snapshot = found.getString(1);
          int ordinal = found.getInt(2);
          if (!found.wasNull()) {
            ordinals.add(ordinal - 1);
          }
        }
        return new Answer(ordinals, VisibleTransactions.parse(snapshot));
      }
    }
  }

  private Map<String, String> types(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TYPES)) {
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

  /** The snapshot is told even if nothing is found. */
  private String sql(Map<String, String> types) {
    return """
        SELECT seen.snapshot, found.n
          FROM (SELECT pg_current_snapshot()::text AS snapshot) seen
          LEFT JOIN (SELECT asked.n
                       FROM unnest(%s) WITH ORDINALITY AS asked(%s, n)
                       JOIN %s t ON %s
                      WHERE %s) found ON true
        """
        .formatted(
            perKey(i -> "?::text[]", ", "),
            perKey(i -> "k" + i, ", "),
            SqlName.quoted(table),
            perKey(
                i ->
                    "t.%s = asked.k%d::%s"
                        .formatted(SqlName.quoted(key.get(i)), i, types.get(key.get(i))),
                " AND "),
            condition.formatted("t." + SqlName.quoted(column)));
  }

  private String perKey(IntFunction<String> text, String between) {
    return IntStream.range(0, key.size()).mapToObj(text).collect(Collectors.joining(between));
  }
}
