package dev.firn.lake.control;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.data.Record;
import org.apache.spark.sql.types.StructType;

/**
 * What the rows of a control table are: its columns, and how a row is made from their values.
 *
 * <p>A column that a later version needs is declared last; tables of earlier versions are given it
 * at their end, and it is NULL in their rows.
 *
 * @param <T> the row
 */
public final class ControlRows<T> {

  private final Function<ControlRow, T> reader;
  private final List<ControlColumn<T, ?>> columns;

  private ControlRows(Function<ControlRow, T> reader, List<ControlColumn<T, ?>> columns) {
    this.reader = reader;
    this.columns = columns;
  }

  /**
   * @param reader makes a row, asking for values by their columns
   */
  @SafeVarargs
  public static <T> ControlRows<T> of(
      Function<ControlRow, T> reader, ControlColumn<T, ?>... columns) {
    return of(reader, List.of(columns));
  }

  /** As {@link #of(Function, ControlColumn[])}, for columns that are not known beforehand. */
  public static <T> ControlRows<T> of(
      Function<ControlRow, T> reader, List<ControlColumn<T, ?>> columns) {
    Set<String> names = new HashSet<>();
    for (ControlColumn<T, ?> column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("Column " + column.name() + " is declared twice");
      }
    }
    return new ControlRows<>(reader, List.copyOf(columns));
  }

  /** The columns as those of a lake table; all may be NULL. */
  public StructType schema() {
    StructType schema = new StructType();
    for (ControlColumn<T, ?> column : columns) {
      schema = schema.add(column.name(), column.type());
    }
    return schema;
  }

  T read(Record stored) {
    return reader.apply(new ControlRow(stored));
  }

  /**
   * Writes a row into a record of the table.
   *
   * @param into a record without values, which may have columns of a later version
   */
  Record write(T row, Record into) {
    columns.forEach(column -> into.setField(column.name(), column.toStored(row)));
    return into;
  }
}
