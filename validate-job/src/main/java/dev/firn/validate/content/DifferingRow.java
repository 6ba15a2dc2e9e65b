package dev.firn.validate.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key whose rows differ, with what a repair needs to read them again.
 *
 * @param key the values of the key's columns, of the classes that rows of Spark have; those of all
 *     columns where there is no key
 * @param sourceRows rows with the key at the source
 * @param columns those that differ, if both sides have the row
 */
public record DifferingRow(
    DifferenceKind kind, List<Value> key, int sourceRows, int lakeRows, List<Pair> columns) {

  public DifferingRow {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** A column and what is in it. */
  public record Value(String column, @Nullable Object value) {}

  /** A column and what both sides have in it. */
  public record Pair(String column, @Nullable Object source, @Nullable Object lake) {}
}
