package dev.firn.source.postgres.catalog;

import dev.firn.error.BusyTablesException;
import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.PostgresErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who holds locks of tables, or waits for them, by which statements of ours wait. */
public final class LockHolders {

  /** What a statement of ours was about to do. */
  public enum Purpose {
    READ(true, "AccessExclusiveLock"),

    /** Only each table itself, and not its parts. */
    PUBLISH(
        false,
        "ShareUpdateExclusiveLock",
        "ShareLock",
        "ShareRowExclusiveLock",
        "ExclusiveLock",
        "AccessExclusiveLock");

    private final boolean ofParts;
    private final List<String> modes;

    /**
     * @param modes of locks for which it waits
     */
    Purpose(boolean ofParts, String... modes) {
      this.ofParts = ofParts;
      this.modes = List.of(modes);
    }
  }

  /** What is said where nobody is found any more. */
  private static final String UNKNOWN = "another session had a lock of it";

  /** What others do is not told, only who they are. A prepared transaction has no process. */
  private static final String HOLDERS =
      PartitionTree.WITH_TREE
          + """
      SELECT DISTINCT t.place, l.pid IS NULL, l.pid, l.granted,
             coalesce(format('pid %s of %s', l.pid, a.usename), 'a prepared transaction')
               || CASE WHEN l.granted THEN ' holds ' ELSE ' waits for ' END
               || format('%I.%I', n.nspname, c.relname) || ' in'
               || upper(regexp_replace(replace(l.mode, 'Lock', ''), '([A-Z])', ' \\1', 'g'))
               || ' mode' AS who
        FROM tree t
        JOIN pg_locks l ON l.locktype = 'relation' AND l.relation = t.relid
        JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        JOIN pg_class c ON c.oid = t.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.mode = ANY (?) AND (? OR t.relid = t.root) AND l.pid IS DISTINCT FROM pg_backend_pid()
       ORDER BY t.place, l.granted DESC, who
      """;

  private LockHolders() {}

  /**
   * Why a statement has waited in vain. If whoever had the lock of one of several tables has gone
   * since, none is named.
   *
   * @param connection outside of the transaction that has failed
   * @param what verb and object, as they stand after "Cannot"
   * @param tables that the statement was about
   */
  public static BusyTablesException explain(
      Connection connection,
      String what,
      Collection<TableId> tables,
      Purpose purpose,
      SQLException cause) {
    Map<TableId, String> holders = new LinkedHashMap<>();
    try {
      holders.putAll(find(connection, tables, purpose));
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    if (holders.isEmpty() && tables.size() == 1) {
      tables.forEach(table -> holders.put(table, UNKNOWN));
    }
    return PostgresErrors.tablesAreBusy(
        what, holders.isEmpty() ? UNKNOWN : String.join("; ", holders.values()), holders, cause);
  }

  /**
   * The first of them of each table, as what is said of the table; nothing of tables on which
   * nobody works.
   */
  public static Map<TableId, String> find(
      Connection connection, Collection<TableId> tables, Purpose purpose) throws SQLException {
    List<TableId> asked = List.copyOf(tables);
    Map<TableId, String> holders = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(HOLDERS)) {
      PartitionTree.bind(query, asked);
      query.setArray(3, connection.createArrayOf("text", purpose.modes.toArray()));
      query.setBoolean(4, purpose.ofParts);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          holders.putIfAbsent(asked.get(rows.getInt("place") - 1), rows.getString("who"));
        }
      }
    }
    return holders;
  }
}
