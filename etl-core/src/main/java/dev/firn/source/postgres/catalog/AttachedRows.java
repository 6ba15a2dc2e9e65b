package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Looks for rows that a part of a partitioned table had before it was made one.
 *
 * <p>The numbers of transactions say when they began, so they tell only of a part that is older by
 * them than its being one. A part that was made as one, as {@code CREATE TABLE … PARTITION OF}
 * does, can have had rows of the same transaction only, and the numbers of its commands tell of
 * those.
 */
public final class AttachedRows {

  /** By which transaction the part was made, and by which command of the other it was attached. */
  private static final String ORIGIN =
      """
      WITH RECURSIVE up(relid, attached, command) AS (
        SELECT i.inhparent, i.xmin, i.cmin FROM pg_inherits i WHERE i.inhrelid = ?::bigint::oid
        UNION ALL
        SELECT i.inhparent, i.xmin, i.cmin
          FROM up u
          JOIN pg_inherits i ON i.inhrelid = u.relid)
      SELECT a.xmin::text AS made, age(a.xmin) < age(x.attached) AS is_younger,
             coalesce((SELECT max(u.command::text::bigint) FROM up u WHERE u.attached = x.attached), 0)
               AS command
        FROM (SELECT ?::text::xid) x(attached)
        JOIN pg_attribute a ON a.attrelid = ?::bigint::oid AND a.attname = 'ctid' AND a.attnum < 0
      """;

  /** The number of a command is lost when a row is locked or deleted by another one. */
  private static final String BY_AN_EARLIER_COMMAND =
      "(t.xmin = '%s'::xid AND (t.xmax::text <> '0' OR t.cmin::text::bigint < %d))";

  private AttachedRows() {}

  /**
   * @param part its number
   * @param attached the transaction that made it a part
   */
  public static boolean areThere(Connection connection, long part, long attached)
      throws SQLException {
    Optional<TableId> name = new TableDiscovery(connection).name(part);
    if (name.isEmpty()) {
      return false;
    }
    String transaction = String.valueOf(attached & 0xFFFF_FFFFL);
    try (PreparedStatement query = connection.prepareStatement(ORIGIN)) {
      query.setLong(1, part);
      query.setString(2, transaction);
      query.setLong(3, part);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && exists(connection, name.get(), before(transaction, row));
      }
    }
  }

  private static String before(String attached, ResultSet origin) throws SQLException {
    String sameTransaction = BY_AN_EARLIER_COMMAND.formatted(attached, origin.getLong("command"));
    if (attached.equals(origin.getString("made"))) {
      return sameTransaction;
    }
    return origin.getBoolean("is_younger")
        ? "true"
        : "t.xmin <> '%s'::xid AND %s OR %s"
            .formatted(
                attached, OldRows.condition("t.xmin", "'" + attached + "'::xid"), sameTransaction);
  }

  private static boolean exists(Connection connection, TableId table, String condition)
      throws SQLException {
    String sql =
        "SELECT EXISTS (SELECT 1 FROM %s t WHERE %s)".formatted(SqlName.quoted(table), condition);
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
