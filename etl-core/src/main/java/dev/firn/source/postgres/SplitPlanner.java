package dev.firn.source.postgres;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.catalog.PartitionTree;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.copy.PageRange;
import dev.firn.source.postgres.copy.WholeRelation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts tables into page ranges of about equal size.
 *
 * <p>Pages come from the size of the relation's file, never from statistics, which may be stale or
 * missing. The last range has an open end.
 */
final class SplitPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);

  /** The relations that give rows themselves: all but partitioned tables, and their leaves. */
  private static final String LEAVES =
      PartitionTree.WITH_TREE
          + """
      SELECT l.place, c.oid::bigint AS object, n.nspname, c.relname,
             c.relkind IN ('r', 'm') AS has_pages,
             CASE WHEN c.relkind IN ('r', 'm')
                  THEN coalesce(pg_relation_size(c.oid, 'main'), 0)
                         / current_setting('block_size')::bigint
                  ELSE 0 END AS pages
        FROM tree l
        JOIN pg_class c ON c.oid = l.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind <> 'p'
       ORDER BY l.place, n.nspname, c.relname
      """;

  /** 8 MiB of table: below that a task costs more than it saves. */
  private static final long MIN_PAGES = 1024;

  private static final int TID_RANGE_SCANS_SINCE = 14;

  /** One split, whatever the size. */
  private static final long WHOLE = Long.MAX_VALUE;

  /** 1 GiB of table: beyond that a task that fails costs too much. */
  private static final long MAX_PAGES = 131_072;

  private final Connection connection;

  SplitPlanner(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param wanted splits of a big table; a small one gets fewer, a huge one more
   * @throws dev.firn.error.BusyTablesException with the tables of which the sizes are not told,
   *     because that takes a lock too
   */
  Map<TableId, List<ReadSplit>> split(List<TableId> tables, int wanted) throws SQLException {
    Map<TableId, List<ReadSplit>> splits = new HashMap<>();
    // Before, a range of pages was searched by reading the whole table.
    boolean byPages = connection.getMetaData().getDatabaseMajorVersion() >= TID_RANGE_SCANS_SINCE;
    LockTimeout.of(connection, LockTimeout.SHORT_SECONDS);
    leavesOrBusy(tables)
        .forEach(
            (table, leaves) -> {
              long pages = leaves.stream().mapToLong(Leaf::pages).sum();
              long each = Math.max(MIN_PAGES, Math.min(MAX_PAGES, (pages + wanted - 1) / wanted));
              List<ReadSplit> cut = new ArrayList<>();
              leaves.forEach(leaf -> cut.addAll(leaf.cut(byPages ? each : WHOLE)));
              splits.put(table, List.copyOf(cut));
            });
    return splits;
  }

  private Map<TableId, List<Leaf>> leavesOrBusy(List<TableId> tables) throws SQLException {
    try {
      return leaves(tables);
    } catch (SQLException e) {
      if (!LockTimeout.isOver(e)) {
        throw e;
      }
      throw LockHolders.explain(
          connection,
          "plan the splits of " + tables.size() + " tables",
          tables,
          LockHolders.Purpose.READ,
          e);
    }
  }

  /**
   * A relation without partitions.
   *
   * @param object its number
   * @param hasPages false for views and foreign tables, which can only be read whole
   */
  private record Leaf(TableId relation, long object, boolean hasPages, long pages) {

    static Leaf of(ResultSet row) throws SQLException {
      return new Leaf(
          new TableId(row.getString("nspname"), row.getString("relname")),
          row.getLong("object"),
          row.getBoolean("has_pages"),
          row.getLong("pages"));
    }

    List<ReadSplit> cut(long pagesPerSplit) {
      if (!hasPages) {
        return List.of(new WholeRelation(relation, object));
      }
      List<ReadSplit> splits = new ArrayList<>();
      long start = 0;
      while (pages - start > pagesPerSplit) {
        splits.add(new PageRange(relation, object, start, start + pagesPerSplit));
        start += pagesPerSplit;
      }
      splits.add(new PageRange(relation, object, start, PageRange.OPEN_END));
      return splits;
    }
  }

  private Map<TableId, List<Leaf>> leaves(List<TableId> tables) throws SQLException {
    Map<TableId, List<Leaf>> leaves = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(LEAVES)) {
      PartitionTree.bind(query, tables);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          TableId root = tables.get(rows.getInt("place") - 1);
          Leaf leaf = Leaf.of(rows);
          if (!leaf.hasPages() && !leaf.relation().equals(root)) {
            LOG.warn(
                "{} has the foreign table {} as a partition: its rows are loaded, their changes"
                    + " cannot be captured",
                root,
                leaf.relation());
          }
          leaves.computeIfAbsent(root, table -> new ArrayList<>()).add(leaf);
        }
      }
    }
    return leaves;
  }
}
