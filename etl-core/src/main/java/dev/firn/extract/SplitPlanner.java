package dev.firn.extract;

import dev.firn.model.ReadSplit;
import dev.firn.model.ReadSplit.PageRange;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts tables into page ranges of about equal size.
 *
 * <p>Pages come from the size of the relation's file, never from statistics, which may be stale or
 * missing. The last range has an open end.
 */
final class SplitPlanner {

  /** The relations that hold rows themselves: the table, or the leaves of a partitioned one. */
  private static final String LEAVES =
      """
      SELECT n.nspname, c.relname,
             pg_relation_size(c.oid, 'main') / current_setting('block_size')::bigint AS pages
        FROM pg_partition_tree(format('%I.%I', ?::text, ?::text)::regclass) p
        JOIN pg_class c ON c.oid = p.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE p.isleaf AND c.relkind = 'r'
      UNION ALL
      SELECT n.nspname, c.relname,
             pg_relation_size(c.oid, 'main') / current_setting('block_size')::bigint
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ? AND c.relkind = 'r'
         AND NOT EXISTS (SELECT 1 FROM pg_partition_tree(c.oid) p WHERE p.isleaf)
      """;

  /** 8 MiB of table: below that a task costs more than it saves. */
  private static final long MIN_PAGES = 1024;

  private final Connection connection;

  SplitPlanner(Connection connection) {
    this.connection = connection;
  }

  List<ReadSplit> split(TableSchema table, int wanted) throws SQLException {
    List<Leaf> leaves = leaves(table.id());
    long pages = leaves.stream().mapToLong(Leaf::pages).sum();
    long pagesPerSplit = Math.max(MIN_PAGES, (pages + wanted - 1) / wanted);
    List<ReadSplit> splits = new ArrayList<>();
    for (Leaf leaf : leaves) {
      splits.addAll(cut(leaf.relation(), leaf.pages(), pagesPerSplit));
    }
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

  private record Leaf(TableId relation, long pages) {}

  private List<Leaf> leaves(TableId table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LEAVES)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      query.setString(3, table.schema());
      query.setString(4, table.name());
      List<Leaf> leaves = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          leaves.add(
              new Leaf(new TableId(rows.getString(1), rows.getString(2)), rows.getLong("pages")));
        }
      }
      return leaves;
    }
  }
}
