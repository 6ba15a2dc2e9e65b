package dev.firn.source.postgres;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.source.postgres.copy.PageRange;
import dev.firn.source.postgres.copy.WholeRelation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
      """
      WITH wanted AS (
        SELECT w.place, c.oid AS root
          FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, place)
          JOIN pg_namespace n ON n.nspname = w.schema
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name),
      leaf AS (
        SELECT w.place, p.relid FROM wanted w CROSS JOIN LATERAL pg_partition_tree(w.root) p
         WHERE p.isleaf
        UNION ALL
        SELECT w.place, w.root FROM wanted w
         WHERE NOT EXISTS (SELECT 1 FROM pg_partition_tree(w.root)))
      SELECT l.place, n.nspname, c.relname, c.relkind IN ('r', 'm') AS has_pages,
             coalesce(pg_relation_size(c.oid, 'main'), 0) / current_setting('block_size')::bigint AS pages
        FROM leaf l
        JOIN pg_class c ON c.oid = l.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind <> 'p'
       ORDER BY l.place, n.nspname, c.relname
      """;

  /** 8 MiB of table: below that a task costs more than it saves. */
  private static final long MIN_PAGES = 1024;

  private static final int TID_RANGE_SCANS_SINCE = 14;

  /**
   * To ask for a size takes a lock too. Whoever asks may hold the table himself in another session,
   * and wait here behind a statement that waits for him.
   */
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '10s'";

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
   */
  Map<TableId, List<ReadSplit>> split(List<TableId> tables, int wanted) throws SQLException {
    Map<TableId, List<ReadSplit>> splits = new HashMap<>();
    // Before, a range of pages was searched by reading the whole table.
    boolean byPages = connection.getMetaData().getDatabaseMajorVersion() >= TID_RANGE_SCANS_SINCE;
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK_TIMEOUT);
    }
    leaves(tables)
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

  static List<ReadSplit> cut(TableId relation, long pages, long pagesPerSplit) {
    List<ReadSplit> splits = new ArrayList<>();
    long start = 0;
    while (pages - start > pagesPerSplit) {
      splits.add(new PageRange(relation, start, start + pagesPerSplit));
      start += pagesPerSplit;
    }
    splits.add(new PageRange(relation, start, PageRange.OPEN_END));
    return splits;
  }

  /**
   * A relation without partitions.
   *
   * @param hasPages false for views and foreign tables, which can only be read whole
   */
  private record Leaf(TableId relation, boolean hasPages, long pages) {
    List<ReadSplit> cut(long pagesPerSplit) {
      return hasPages
          ? SplitPlanner.cut(relation, pages, pagesPerSplit)
          : List.of(new WholeRelation(relation));
    }
  }

  private Map<TableId, List<Leaf>> leaves(List<TableId> tables) throws SQLException {
    Map<TableId, List<Leaf>> leaves = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(LEAVES)) {
      query.setArray(1, texts(tables.stream().map(TableId::schema)));
      query.setArray(2, texts(tables.stream().map(TableId::name)));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          TableId root = tables.get(rows.getInt("place") - 1);
          TableId relation = new TableId(rows.getString("nspname"), rows.getString("relname"));
          if (!rows.getBoolean("has_pages") && !relation.equals(root)) {
            LOG.warn(
                "{} has the foreign table {} as a partition: its rows are loaded, their changes"
                    + " cannot be captured",
                root,
                relation);
          }
          leaves
              .computeIfAbsent(root, table -> new ArrayList<>())
              .add(new Leaf(relation, rows.getBoolean("has_pages"), rows.getLong("pages")));
        }
      }
    }
    return leaves;
  }

  private Array texts(Stream<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
