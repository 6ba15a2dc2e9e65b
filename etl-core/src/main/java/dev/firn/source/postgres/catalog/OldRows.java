package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Looks for rows that are as old as a transaction. {@code VACUUM FULL} and {@code CLUSTER} leave
 * them as old as they were; {@code ALTER TABLE} writes all rows anew in its own transaction.
 */
public record OldRows(Connection connection) {

  /** A row's transaction is known by 32 bits, so of much older ones nothing is said. */
  private static final long MAX_AGE = 2_000_000_000L;

  /**
   * True of a row that is as old as a transaction: no row is from the future, so one that seems to
   * be was frozen before the numbers began anew.
   *
   * @param row what gives the row's own transaction
   * @param transaction what gives the other
   */
  public static String condition(String row, String transaction) {
    return "NOT age(%s) BETWEEN 0 AND age(%s) - 1".formatted(row, transaction);
  }

  /**
   * @param object the number of a table or of a leaf
   */
  public boolean isThere(long object, long transaction) throws SQLException {
    Optional<TableId> name = new TableDiscovery(connection).name(object);
    if (name.isEmpty()) {
      return false;
    }
    String sql =
        """
        SELECT EXISTS (SELECT 1 FROM %s t
                        WHERE %s)
           AND mod(pg_snapshot_xmax(pg_current_snapshot())::text::numeric - ? + 4294967296,
                   4294967296) < %d
        """
            .formatted(SqlName.quoted(name.get()), condition("t.xmin", "?::text::xid"), MAX_AGE);
    connection.setAutoCommit(false);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, String.valueOf(transaction & 0xFFFF_FFFFL));
      query.setLong(2, transaction);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        boolean found = row.getBoolean(1);
        connection.rollback();
        return found;
      }
    }
  }
}
