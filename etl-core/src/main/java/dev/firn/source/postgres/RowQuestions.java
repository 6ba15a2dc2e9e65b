package dev.firn.source.postgres;

import dev.firn.source.ColumnPredicate;
import dev.firn.source.RowProbe;
import dev.firn.source.TableProbe;
import dev.firn.source.postgres.catalog.ColumnTypes;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks for rows, and tells which transactions the answer has looked at. */
record RowQuestions(Connection connection) {

  /** A table without an index that helps is read as a whole, and not for ever. */
  private static final int TABLE_TIMEOUT_SECONDS = 60;

  RowProbe.Answer ask(RowProbe probe) throws SQLException {
    ColumnPredicate claim = probe.claim();
    Map<String, String> types = ColumnTypes.of(connection, probe.table());
    // Of columns that are gone nothing is true; what the table has instead comes with later events.
    boolean isThere = types.containsKey(claim.column()) && types.keySet().containsAll(probe.key());
    String sql =
        isThere
            ? sql(probe, types)
            : "SELECT pg_current_snapshot()::text, n, '' FROM (VALUES (NULL::bigint)) none(n)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; isThere && i < probe.key().size(); i++) {
        int ordinal = i;
        Object[] values = probe.rows().stream().map(row -> row.get(ordinal)).toArray();
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
        return new RowProbe.Answer(shown, VisibleTransactions.parse(snapshot)::hasSeen);
      }
    }
  }

  /** The snapshot is told even if nothing is found. */
  private static String sql(RowProbe probe, Map<String, String> types) {
    return """
        SELECT seen.snapshot, found.n, found.shown
          FROM (SELECT pg_current_snapshot()::text AS snapshot) seen
          LEFT JOIN (SELECT asked.n, %s AS shown
                       FROM unnest(%s) WITH ORDINALITY AS asked(%s, n)
                       JOIN %s t ON %s
                      WHERE %s) found ON true
        """
        .formatted(
            shown(probe.claim()),
            perKey(probe, i -> "?::text[]", ", "),
            perKey(probe, i -> "k" + i, ", "),
            SqlName.quoted(probe.table()),
            perKey(
                probe,
                i ->
                    "t.%s = asked.k%d::%s"
                        .formatted(
                            SqlName.quoted(probe.key().get(i)), i, types.get(probe.key().get(i))),
                " AND "),
            condition(probe.claim()));
  }

  private static String perKey(RowProbe probe, IntFunction<String> text, String between) {
    return IntStream.range(0, probe.key().size())
        .mapToObj(text)
        .collect(Collectors.joining(between));
  }

  TableProbe.Answer ask(TableProbe probe) throws SQLException {
    ColumnPredicate claim = probe.claim();
    // Of a column that is gone nothing is true; what the table has instead comes with later events.
    boolean isThere = ColumnTypes.of(connection, probe.table()).containsKey(claim.column());
    String found =
        "SELECT DISTINCT %s AS shown FROM %s t WHERE %s"
            .formatted(shown(claim), SqlName.quoted(probe.table()), condition(claim));
    String none = "SELECT NULL AS shown WHERE false";
    String sql =
        "SELECT seen.snapshot, found.shown FROM (SELECT pg_current_snapshot()::text AS snapshot)"
            + " seen LEFT JOIN (%s) found ON true".formatted(isThere ? found : none);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setQueryTimeout(TABLE_TIMEOUT_SECONDS);
      try (ResultSet rows = query.executeQuery()) {
        Set<String> shown = new HashSet<>();
        String snapshot = "";
        while (rows.next()) {
          snapshot = rows.getString(1);
          String value = rows.getString(2);
          if (value != null) {
            shown.add(value);
          }
        }
        return new TableProbe.Answer(shown, VisibleTransactions.parse(snapshot)::hasSeen);
      }
    }
  }

  /** The table is called t. */
  private static String condition(ColumnPredicate claim) {
    return claim.conditionSql("t." + SqlName.quoted(claim.column()));
  }

  private static String shown(ColumnPredicate claim) {
    return claim.shownSql("t." + SqlName.quoted(claim.column()));
  }
}
