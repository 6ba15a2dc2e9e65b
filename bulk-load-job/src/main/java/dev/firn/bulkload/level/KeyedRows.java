package dev.firn.bulkload.level;

import dev.firn.lake.LakeTable;
import dev.firn.lake.NewRows;
import dev.firn.lake.TableDelta;
import dev.firn.lake.keys.HeldRows;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Rows of the source by their keys, which are to be those of a lake table. */
final class KeyedRows {

  private final TableMapping mapping;
  private final Map<RowKey, Row> rows = new HashMap<>();

  KeyedRows(TableMapping mapping) {
    this.mapping = mapping;
  }

  /**
   * Reads rows here.
   *
   * @param most that are kept
   * @return false if there are more
   */
  boolean read(List<SplitRead> reads, int most) {
    Function1<Object, Object> external =
        CatalystTypeConverters.createToScalaConverter(mapping.lakeSchema());
    int[] ordinals = mapping.keyOrdinals();
    for (SplitRead read : reads) {
      try (SplitRows found = read.open()) {
        while (found.hasNext()) {
          Row row = (Row) external.apply(found.next());
          rows.put(key(row, ordinals), row);
          if (rows.size() > most) {
            return false;
          }
        }
      }
    }
    return true;
  }

  int size() {
    return rows.size();
  }

  /**
   * Writes what differs from what a table has.
   *
   * @param gone keys that the source has no more
   * @param skipsEqual true to leave rows where they are that the table has as they are
   * @return how many keys that are
   */
  int write(
      SparkSession spark,
      LakeTable table,
      TableDelta delta,
      List<RowKey> gone,
      boolean skipsEqual) {
    StructType all = table.schema();
    Set<RowKey> keys = new LinkedHashSet<>(rows.keySet());
    keys.addAll(gone);
    List<String> columns = List.of(all.fieldNames());
    HeldRows held =
        HeldRows.find(
            new KeyLookup(spark, mapping),
            keys,
            table.find(mapping.key(), KeyLookup.values(keys)).orElse(null),
            columns,
            mapping.key().stream().mapToInt(columns::indexOf).toArray());
    if (skipsEqual) {
      int[] ordinals =
          mapping.columns().stream()
              .map(ColumnMapping::lakeColumn)
              .mapToInt(columns::indexOf)
              .toArray();
      int mark = columns.indexOf(LakeTable.DELETED);
      keys.removeIf(key -> isEqual(rows.get(key), held.of(key), ordinals, mark));
    }
    new NewRows(mapping, all, null)
        .write(
            delta,
            keys,
            held,
            key -> Optional.ofNullable(rows.get(key)).map(List::of).orElse(List.of()));
    return keys.size();
  }

  /** True for certain; values that are only written in another way need not be found equal. */
  private static boolean isEqual(
      @Nullable Row row, List<@Nullable Object[]> held, int[] ordinals, int mark) {
    if (row == null || held.size() != 1) {
      return false;
    }
    @Nullable Object[] values = held.get(0);
    if (mark >= 0 && Boolean.TRUE.equals(values[mark])) {
      return false;
    }
    for (int i = 0; i < ordinals.length; i++) {
      if (!Objects.deepEquals(row.get(i), values[ordinals[i]])) {
        return false;
      }
    }
    return true;
  }

  private static RowKey key(Row row, int[] ordinals) {
    @Nullable Object[] values = new @Nullable Object[ordinals.length];
    Arrays.setAll(values, i -> row.get(ordinals[i]));
    return new RowKey(values);
  }
}
