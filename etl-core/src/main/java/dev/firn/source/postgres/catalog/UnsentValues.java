package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Finds values that the addition of a column gave to the earlier rows, so that no event carries
 * them, and that the catalog does not tell either.
 *
 * <p>The catalog tells one value for all of them, unless the table was written anew: because the
 * default is another for each row, or by VACUUM FULL since. And it tells it of partitions, not of
 * the table that consists of them.
 */
public record UnsentValues(Connection connection) {

  private static final String TRACES =
      PartitionTree.WITH_TREE
          + """
      SELECT bool_or(a.atthasmissing) AS told_of_partitions,
             bool_or(pg_relation_filenode(c.oid) <> c.oid) AS written_anew
        FROM tree part
        JOIN pg_class c ON c.oid = part.relid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = ?
      """;

  /** Rows that were written by then, by whatever has altered the column last, and not since. */
  private static final String ROWS =
      """
      SELECT EXISTS (SELECT 1 FROM %s
                      WHERE %s IS NOT NULL
                        AND %s)
      """;

  private static final String ALTERED =
      "(SELECT a.xmin FROM pg_attribute a WHERE a.attrelid = ?::regclass AND a.attname = ?)";

  /**
   * True if there may be such values. It errs only if the column was altered again later, or its
   * rows updated in the transaction that has added it, in a table that was written anew some time.
   */
  public boolean mayBeIn(TableId table, String column) throws SQLException {
    String name = SqlName.quoted(table);
    try (PreparedStatement query = connection.prepareStatement(TRACES)) {
      PartitionTree.bind(query, List.of(table));
      query.setString(3, column);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (row.getBoolean("told_of_partitions")) {
          return true;
        }
        if (!row.getBoolean("written_anew")) {
          return false;
        }
      }
    }
    String rows = ROWS.formatted(name, SqlName.quoted(column), OldRows.condition("xmin", ALTERED));
    try (PreparedStatement query = connection.prepareStatement(rows)) {
      query.setString(1, name);
      query.setString(2, column);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
