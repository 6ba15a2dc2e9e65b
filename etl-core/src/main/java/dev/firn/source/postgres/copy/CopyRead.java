package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.pace.ByteRate;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.type.PostgresType;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One table to be read with {@code COPY}.
 *
 * @param snapshotName the exported snapshot that every reader imports
 * @param visibleTransactions what {@code pg_current_snapshot()} must say after the import
 * @param rate at which all readers of the run together take what is sent
 */
public record CopyRead(
    PostgresEndpoint endpoint,
    String snapshotName,
    String visibleTransactions,
    TableMapping mapping,
    ByteRate rate)
    implements Serializable {

  /** The same read with fewer columns. */
  CopyRead only(List<String> lakeColumns) {
    return new CopyRead(
        endpoint, snapshotName, visibleTransactions, mapping.only(lakeColumns), rate);
  }

  /** Its slices, in the order of the splits. */
  public List<CopySplitRead> slices(List<ReadSplit> splits) {
    return IntStream.range(0, splits.size())
        .mapToObj(i -> new CopySplitRead(this, splits.get(i), i))
        .toList();
  }

  /** The statement that reads one split, if the relation still has its name. */
  String sql(ReadSplit split) {
    long object = ((RelationSplit) split).object();
    return sql(mapping, split, NameGuard.condition(split.relation(), object));
  }

  /** The statement that reads one split of a table. */
  public static String sql(TableMapping mapping, ReadSplit split) {
    return sql(mapping, split, "");
  }

  private static String sql(TableMapping mapping, ReadSplit split, String guard) {
    String columns =
        mapping.columns().stream().map(CopyRead::selected).collect(Collectors.joining(", "));
    return "COPY (SELECT " + columns + from(guard, split) + ") TO STDOUT (FORMAT BINARY)";
  }

  /** From where rows of a split are selected, if the relation still has its name. */
  static String from(ReadSplit split) {
    return from(NameGuard.condition(split.relation(), ((RelationSplit) split).object()), split);
  }

  private static String from(String guard, ReadSplit split) {
    // ONLY, because COPY and SELECT disagree on what a parent table contains.
    return " FROM ONLY " + SqlName.quoted(split.relation()) + where(guard, split);
  }

  static String selected(ColumnMapping column) {
    return ((PostgresType) column.columnType()).selected(SqlName.quoted(column.column()));
  }

  private static String where(String guard, ReadSplit split) {
    String rows = rows(split);
    if (guard.isEmpty() && rows.isEmpty()) {
      return "";
    }
    return " WHERE " + guard + (guard.isEmpty() || rows.isEmpty() ? "" : " AND ") + rows;
  }

  /** Those rows of a split that meet a condition, too. */
  static ReadSplit also(ReadSplit split, String condition) {
    String rows = rows(split);
    return new SoughtRows(
        split.relation(),
        ((RelationSplit) split).object(),
        rows.isEmpty() ? condition : rows + " AND " + condition);
  }

  private static String rows(ReadSplit split) {
    if (split instanceof SoughtRows sought) {
      return sought.condition();
    }
    if (!(split instanceof PageRange range)) {
      return "";
    }
    if (range.firstPage() == 0 && range.isOpenEnded()) {
      return "";
    }
    String lower = "ctid >= '(" + range.firstPage() + ",0)'";
    return range.isOpenEnded() ? lower : lower + " AND ctid < '(" + range.endPage() + ",0)'";
  }
}
