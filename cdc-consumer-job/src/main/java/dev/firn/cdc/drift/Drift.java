package dev.firn.cdc.drift;

import dev.firn.config.DriftKind;
import dev.firn.schema.ColumnMapping;
import org.jspecify.annotations.Nullable;

/**
 * One difference between a table's contract and its source.
 *
 * @param column the source column, by the name that the contract has or, if it has none, by its own
 * @param before null for a column that is new
 * @param after null for a column that is gone
 */
record Drift(
    DriftKind kind, String column, @Nullable ColumnMapping before, @Nullable ColumnMapping after) {

  static String text(@Nullable ColumnMapping column) {
    if (column == null) {
      return "";
    }
    String size = column.size() == null ? "" : " as " + column.sparkType().simpleString();
    return column.column() + " " + column.type() + size;
  }
}
