package dev.firn.lake.control;

import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** The values of one row of a control table, or of some of its columns, by column. */
public final class ControlRow {

  private final Record stored;

  ControlRow(Record stored) {
    this.stored = stored;
  }

  /**
   * A value that every row has.
   *
   * @throws IllegalStateException if it is NULL
   */
  public <V> V get(ControlColumn<?, V> column) {
    V value = find(column);
    if (value == null) {
      throw new IllegalStateException("Column " + column.name() + " is NULL in " + stored);
    }
    return value;
  }

  /** A value, or this one where the column is NULL, as in rows of a version that had no such. */
  public <V> V getOrElse(ControlColumn<?, V> column, V otherwise) {
    V value = find(column);
    return value == null ? otherwise : value;
  }

  /** A value, or null where the column is NULL. */
  public <V> @Nullable V find(ControlColumn<?, V> column) {
    return column.fromStored(stored.getField(column.name()));
  }
}
