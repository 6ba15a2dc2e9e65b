package dev.firn.lake;

import dev.firn.config.MetadataColumn;
import dev.firn.lake.keys.HeldRows;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the source in the place of those that the lake has of the same keys. What only the lake
 * has of a row stays; no change has made it what it is, so none is told of it; and where deleted
 * rows stay, one that is gone is marked.
 */
public final class NewRows {

  private final TableMapping mapping;
  private final StructType columns;
  private final @Nullable Instant appliedAt;

  /**
   * @param columns of the lake table
   * @param appliedAt what the rows say about that; null for nothing
   */
  public NewRows(TableMapping mapping, StructType columns, @Nullable Instant appliedAt) {
    this.mapping = mapping;
    this.columns = columns;
    this.appliedAt = appliedAt;
  }

  /**
   * Replaces all rows of some keys.
   *
   * @param held what the table has of them
   * @param there what the source has of each, by the columns of the mapping
   */
  public void write(
      TableDelta delta,
      Collection<RowKey> keys,
      HeldRows held,
      Function<RowKey, Collection<Row>> there) {
    List<Row> added = new ArrayList<>();
    for (RowKey key : keys) {
      added.addAll(of(held.of(key), there.apply(key)));
    }
    delta.write(
        work -> {
          work.add(added, columns);
          if (held.scan() != null) {
            work.delete(held.scan(), held.places(keys));
          }
        });
  }

  /**
   * What the lake is to have of a key.
   *
   * @param held what it has
   */
  List<Row> of(List<@Nullable Object[]> held, Collection<Row> there) {
    // Of several, one that is not marked: the others are of rows that were there before it.
    Optional<@Nullable Object[]> before =
        held.stream().filter(row -> !isMarked(row)).findFirst().or(() -> held.stream().findFirst());
    if (there.isEmpty()) {
      return before.flatMap(this::marked).map(List::of).orElse(List.of());
    }
    return there.stream().map(row -> present(before, row)).toList();
  }

  private boolean isMarked(@Nullable Object[] held) {
    int mark = ordinal(LakeTable.DELETED);
    return mark >= 0 && Boolean.TRUE.equals(held[mark]);
  }

  private Row present(Optional<@Nullable Object[]> held, Row there) {
    @Nullable Object[] values = begun(held.orElseGet(() -> new @Nullable Object[columns.size()]));
    List<ColumnMapping> compared = mapping.columns();
    for (int i = 0; i < compared.size(); i++) {
      values[columns.fieldIndex(compared.get(i).lakeColumn())] = there.get(i);
    }
    set(values, LakeTable.DELETED, false);
    return RowFactory.create(values);
  }

  private Optional<Row> marked(@Nullable Object[] held) {
    @Nullable Object[] values = begun(held);
    return set(values, LakeTable.DELETED, true)
        ? Optional.of(RowFactory.create(values))
        : Optional.empty();
  }

  private @Nullable Object[] begun(@Nullable Object[] held) {
    @Nullable Object[] values = held.clone();
    for (MetadataColumn column : MetadataColumn.values()) {
      set(values, column.lakeName(), column == MetadataColumn.APPLIED_AT ? appliedAt : null);
    }
    return values;
  }

  private boolean set(@Nullable Object[] values, String column, @Nullable Object value) {
    int at = ordinal(column);
    if (at >= 0) {
      values[at] = value;
    }
    return at >= 0;
  }

  private int ordinal(String column) {
    return Arrays.asList(columns.fieldNames()).indexOf(column);
  }
}
