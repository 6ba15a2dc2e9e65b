package dev.firn.source.postgres;

import dev.firn.model.TableId;
import dev.firn.source.postgres.catalog.ColumnTypes;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Of which rows of a table is something true now?
 *
 * @param key the key's columns at the source
 * @param rows the texts of their values, for each row
 * @param claim of which of them it is to be said whether it is true
 */
public record RowProbe(
    TableId table, List<String> key, List<List<String>> rows, ColumnPredicate claim) {

  /**
   * What the source has said.
   *
   * @param rows what is to be told of their values, by their ordinals among those that were asked
   *     for
   * @param seen the transactions whose changes it has looked at
   */
  public record Answer(Map<Integer, String> rows, VisibleTransactions seen) {}

  Answer ask(Connection connection) throws SQLException {
    Map<String, String> types = ColumnTypes.of(connection, table);
    // Of columns that are gone nothing is true; what the table has instead comes with later events.
    boolean isThere = types.containsKey(claim.column()) && types.keySet().containsAll(key);
    String sql =
        isThere
            ? sql(types)
            : "SELECT pg_current_snapshot()::text, n, '' FROM (VALUES (NULL::bigint)) none(n)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; isThere && i < key.size(); i++) {
        int ordinal = i;
        Object[] values = rows.stream().map(row -> row.get(ordinal)).toArray();
        query.setArray(i + 1, connection.createArrayOf("text", values));
      }
      try (ResultSet found = query.executeQuery()) {
        Map<Integer, String> shown = new HashMap<>();
        String snapshot = "";
        while (found.next()) {
          snapshot = found.getString(1);
          int ordinal = found.getInt(2);
          if (!found.wasNull()) {
            shown.put(ordinal - 1, found.getString(3));
          }
        }
        return new Answer(shown, VisibleTransactions.parse(snapshot));
      }
    }
  }

  /** The snapshot is told even if nothing is found. */
  private String sql(Map<String, String> types) {
    return """
        SELECT seen.snapshot, found.n, found.shown
          FROM (SELECT pg_current_snapshot()::text AS snapshot) seen
          LEFT JOIN (SELECT asked.n, %s AS shown
                       FROM unnest(%s) WITH ORDINALITY AS asked(%s, n)
                       JOIN %s t ON %s
                      WHERE %s) found ON true
        """
        .formatted(
            claim.shownSql(),
            perKey(i -> "?::text[]", ", "),
            perKey(i -> "k" + i, ", "),
            SqlName.quoted(table),
            perKey(
                i ->
                    "t.%s = asked.k%d::%s"
                        .formatted(SqlName.quoted(key.get(i)), i, types.get(key.get(i))),
                " AND "),
            claim.conditionSql());
  }

  private String perKey(IntFunction<String> text, String between) {
    return IntStream.range(0, key.size()).mapToObj(text).collect(Collectors.joining(between));
  }
}
