package dev.firn.source.postgres;

import dev.firn.model.TableId;
import dev.firn.source.postgres.catalog.ColumnTypes;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Is something true now of any row of a table whose rows cannot be named? */
public record TableProbe(TableId table, ColumnPredicate claim) {

  /** A table without an index that helps is read as a whole, and not for ever. */
  private static final int SECONDS = 60;

  /**
   * What the source has said.
   *
   * @param shown what is to be told of the values, each once; empty if it is true of none
   * @param seen the transactions whose changes it has looked at
   */
  public record Answer(Set<String> shown, VisibleTransactions seen) {}

  Answer ask(Connection connection) throws SQLException {
    // Of a column that is gone nothing is true; what the table has instead comes with later events.
    boolean isThere = ColumnTypes.of(connection, table).containsKey(claim.column());
    String found =
        "SELECT DISTINCT %s AS shown FROM %s t WHERE %s"
            .formatted(claim.shownSql(), SqlName.quoted(table), claim.conditionSql());
    String none = "SELECT NULL AS shown WHERE false";
    String sql =
        "SELECT seen.snapshot, found.shown FROM (SELECT pg_current_snapshot()::text AS snapshot)"
            + " seen LEFT JOIN (%s) found ON true".formatted(isThere ? found : none);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setQueryTimeout(SECONDS);
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
        return new Answer(shown, VisibleTransactions.parse(snapshot));
      }
    }
  }
}
