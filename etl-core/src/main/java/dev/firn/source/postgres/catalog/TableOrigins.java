package dev.firn.source.postgres.catalog;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.source.TableOrigin;
import dev.firn.source.TableOrigin.Alteration;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.PostgresLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out how tables came to be. */
public final class TableOrigins {

  private static final String GAP = "the publication did not have it from its beginning";

  /**
   * A table's system columns are as old as the table, whatever is altered later. What was added to
   * a publication by its name or by its schema is in the stream from then on only: a name is added
   * by the transaction that has created the table, or after that was committed. The row of the
   * table's own type is written anew when it gets another name or schema, and the rows of all its
   * columns when it is detached from a partitioned table; earlier changes were sent as another's.
   */
  private static final String ORIGIN =
      """
      SELECT c.oid::bigint AS object, a.xmin::text::bigint AS created_by,
             EXISTS (SELECT 1 FROM pg_publication_tables t
                      WHERE t.pubname = ? AND t.schemaname = n.nspname AND t.tablename = c.relname)
             AND NOT EXISTS (SELECT 1 FROM pg_publication_rel r
                              WHERE r.prpubid = p.oid AND r.prrelid = c.oid
                                AND r.xmin <> a.xmin)
             %1$s AS published_whole,
             (SELECT min(e.command)
                FROM (SELECT r.cmin::text::bigint
                        FROM pg_publication_rel r
                       WHERE r.prpubid = p.oid AND r.prrelid = c.oid AND r.xmin = a.xmin
                      %3$s) e(command)) AS published_at,
             coalesce((SELECT r.xmin FROM pg_publication_rel r
                        WHERE r.prpubid = p.oid AND r.prrelid = c.oid),
                      %2$s
                      CASE WHEN p.puballtables THEN p.xmin END)::text::bigint AS sent_since,
             CASE WHEN y.xmin <> a.xmin THEN y.xmin::text::bigint END AS named_later,
             (SELECT CASE WHEN max(age(u.xmin)) < age(a.xmin) THEN
                       (array_agg(u.xmin::text::bigint ORDER BY age(u.xmin) DESC))[1] END
                FROM pg_attribute u
               WHERE u.attrelid = c.oid AND u.attnum > 0) AS altered_later
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type y ON y.oid = c.reltype
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'ctid' AND a.attnum < 0
        LEFT JOIN pg_publication p ON p.pubname = ?
       WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String NOT_LATER_BY_SCHEMA =
      """
      AND NOT EXISTS (SELECT 1 FROM pg_publication_namespace s
                       WHERE s.pnpubid = p.oid AND s.pnnspid = n.oid AND age(s.xmin) < age(a.xmin))
      """;

  private static final String SINCE_BY_SCHEMA =
      """
      (SELECT s.xmin FROM pg_publication_namespace s
        WHERE s.pnpubid = p.oid AND s.pnnspid = n.oid),
      """;

  private static final String COMMAND_BY_SCHEMA =
      """
      UNION ALL
      SELECT s.cmin::text::bigint FROM pg_publication_namespace s
       WHERE s.pnpubid = p.oid AND s.pnnspid = n.oid AND s.xmin = a.xmin
      """;

  /**
   * Rows that the transaction may have written before one of its commands. The number of a row's
   * own is lost when another one locks or deletes it.
   */
  private static final String EARLIER_ROWS =
      "SELECT EXISTS (SELECT 1 FROM %s t WHERE t.xmin = ?::text::xid"
          + " AND (t.xmax::text <> '0' OR t.cmin::text::bigint < ?))";

  /**
   * Storage gets its table's number when that is created and another one when it is emptied or
   * written anew, as by {@code SET LOGGED}. A part that is older than its being one may have had
   * rows.
   */
  private static final String PARTS =
      """
      WITH RECURSIVE tree(relid, attached) AS (
        SELECT ?::bigint::oid, NULL::xid
        UNION ALL
        SELECT i.inhrelid,
               CASE WHEN t.attached IS NULL OR age(i.xmin) < age(t.attached)
                    THEN i.xmin ELSE t.attached END
          FROM tree t
          JOIN pg_inherits i ON i.inhparent = t.relid
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE c.relispartition)
      SELECT c.oid::bigint AS object, c.relfilenode NOT IN (0, c.oid) AS anew,
             c.xmin::text::bigint AS writer, c.relispartition AS leaf,
             t.attached::text::bigint AS attached
        FROM tree t
        JOIN pg_class c ON c.oid = t.relid
       WHERE c.relkind <> 'p'
       ORDER BY c.oid
      """;

  /**
   * What the catalog keeps of an alteration whose beginning it does not keep: a column that is gone
   * had a name, a label and a field were called something or were not there, events have named rows
   * by another key or by an index, and a part may have been one before. To choose an index and to
   * let go of it writes the table's own row, too; to build one beside the writers does not.
   */
  private static final String ALTERED =
      TypeCatalog.USED.stripTrailing()
          + """
      ,
      tree(relid, attached) AS (
        SELECT ?::bigint::oid, NULL::xid
        UNION ALL
        SELECT i.inhrelid, i.xmin
          FROM tree t
          JOIN pg_inherits i ON i.inhparent = t.relid
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE c.relispartition),
      root(relid, made) AS (
        SELECT a.attrelid, a.xmin FROM pg_attribute a
         WHERE a.attrelid = ?::bigint::oid AND a.attname = 'ctid' AND a.attnum < 0),
      later(altered, what) AS (
        SELECT e.xmin, 'a label of a type was added or called otherwise'
          FROM used u JOIN pg_enum e ON e.enumtypid = u.oid
        UNION ALL
        SELECT f.xmin, 'a field of a type was added, dropped or called otherwise'
          FROM used u
          JOIN pg_type t ON t.oid = u.oid AND t.typtype = 'c'
          JOIN pg_attribute f ON f.attrelid = t.typrelid AND f.attnum > 0
        UNION ALL
        SELECT k.xmin, 'its key was made'
          FROM root r JOIN pg_constraint k ON k.conrelid = r.relid AND k.contype = 'p'
        UNION ALL
        SELECT i.xmin, 'an index was let go of by which events have named rows'
          FROM tree t
          JOIN pg_class c ON c.oid = t.relid
          JOIN pg_index i ON i.indrelid = c.oid
          JOIN pg_class x ON x.oid = i.indexrelid
         WHERE i.indisunique AND NOT i.indisprimary AND i.xmin <> x.xmin
           AND age(c.xmin) <= age(i.xmin)
        UNION ALL
        SELECT t.attached, 'a part was attached that was made by itself or was a part before'
          FROM tree t
          JOIN pg_attribute a ON a.attrelid = t.relid AND a.attname = 'ctid' AND a.attnum < 0
         WHERE a.xmin <> t.attached)
      SELECT s.altered::text::bigint AS transaction, s.what
        FROM (SELECT l.altered, l.what FROM later l CROSS JOIN root r
               WHERE age(l.altered) < age(r.made)
              UNION ALL
              SELECT u.xmin, 'a column was dropped whose name another may have now'
                FROM root r
                JOIN pg_attribute u ON u.attrelid = r.relid AND u.attnum > 0 AND u.attisdropped
             ) s(altered, what)
       ORDER BY age(s.altered)
       LIMIT 1
      """;

  private static final String NO_PRIVILEGE = "42501";

  private TableOrigins() {}

  public static Map<TableId, TableOrigin> find(
      Connection connection, Collection<TableId> tables, CaptureNames capture) throws SQLException {
    boolean schemas = PublicationEntries.haveSchemas(connection);
    String sql =
        ORIGIN.formatted(
            schemas ? NOT_LATER_BY_SCHEMA : "",
            schemas ? SINCE_BY_SCHEMA : "",
            schemas ? COMMAND_BY_SCHEMA : "");
    Map<TableId, TableOrigin> origins = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, capture.publication());
      query.setString(2, capture.publication());
      for (TableId table : tables) {
        query.setString(3, table.schema());
        query.setString(4, table.name());
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            origins.put(
                table,
                new TableOrigin(
                    transaction(row.getLong("created_by")),
                    row.getObject("sent_since") == null
                        ? null
                        : transaction(row.getLong("sent_since")),
                    withoutEvents(connection, row),
                    isPublishedWhole(connection, table, row) ? "" : GAP,
                    altered(connection, row.getLong("object"))));
          }
        }
      }
    }
    return origins;
  }

  private static boolean isPublishedWhole(Connection connection, TableId table, ResultSet origin)
      throws SQLException {
    if (!origin.getBoolean("published_whole")) {
      return false;
    }
    long command = origin.getLong("published_at");
    if (origin.wasNull()) {
      return true;
    }
    String transaction = origin.getString("created_by");
    return !mayBeTrue(
        connection,
        () -> {
          try (PreparedStatement query =
              connection.prepareStatement(EARLIER_ROWS.formatted(SqlName.quoted(table)))) {
            query.setString(1, transaction);
            query.setLong(2, command);
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return row.getBoolean(1);
            }
          }
        });
  }

  private static List<LogPlace> withoutEvents(Connection connection, ResultSet table)
      throws SQLException {
    List<LogPlace> transactions = new ArrayList<>();
    for (String later : List.of("named_later", "altered_later")) {
      if (table.getObject(later) != null) {
        transactions.add(transaction(table.getLong(later)));
      }
    }
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      query.setLong(1, table.getLong("object"));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long object = row.getLong("object");
          long writer = row.getLong("writer");
          // An event tells that a whole table was emptied, and that leaves no row as old as this.
          boolean isOfNoEvent =
              row.getBoolean("anew")
                  && (row.getBoolean("leaf")
                      || mayBeTrue(
                          connection, () -> new OldRows(connection).isThere(object, writer)));
          if (isOfNoEvent) {
            transactions.add(transaction(writer));
          }
          long attached = row.getLong("attached");
          if (!row.wasNull()
              && mayBeTrue(connection, () -> AttachedRows.areThere(connection, object, attached))) {
            transactions.add(transaction(attached));
          }
        }
      }
    }
    return transactions;
  }

  private static @Nullable Alteration altered(Connection connection, long table)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ALTERED)) {
      query.setArray(1, connection.createArrayOf("oid", new Long[] {table}));
      query.setLong(2, table);
      query.setLong(3, table);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Alteration(row.getLong("transaction"), row.getString("what"))
            : null;
      }
    }
  }

  /** Asks for rows of a table that the user may not be allowed to read. */
  private static boolean mayBeTrue(Connection connection, Question question) throws SQLException {
    try {
      return question.ask();
    } catch (SQLException e) {
      if (!NO_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return true;
    }
  }

  @FunctionalInterface
  private interface Question {
    boolean ask() throws SQLException;
  }

  private static LogPlace transaction(long number) {
    return new LogPlace(PostgresLog.INSTANCE, -1, -1, number);
  }
}
