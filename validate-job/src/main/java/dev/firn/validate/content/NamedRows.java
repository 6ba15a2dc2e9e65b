package dev.firn.validate.content;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** The rows of some keys, with the hashes of their columns, and of some of them with the values. */
final class NamedRows {

  /** A key can have millions of rows on a side that was loaded twice. */
  private static final int MAX_PER_KEY = 2;

  private final Map<Long, List<Found>> rows = new HashMap<>();

  /**
   * A row.
   *
   * @param name the values of its key; empty if the table has none
   * @param values null where nobody will look at them
   */
  record Found(long key, InternalRow name, long[] columns, @Nullable InternalRow values)
      implements Serializable {}

  /**
   * Which rows are wanted.
   *
   * @param keys their hashes
   * @param shown those of which the values are wanted too
   */
  record Wanted(Set<Long> keys, Set<Long> shown) implements Serializable {

    List<Found> among(Iterator<InternalRow> rows, RowShape shape) {
      RowHash hash = new RowHash(shape);
      UnsafeProjection names = KeyNames.cut(shape);
      UnsafeProjection binary = UnsafeProjection.create(shape.type());
      Map<Long, Integer> times = new HashMap<>();
      ArrayList<Found> found = new ArrayList<>();
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        hash.take(row);
        long key = hash.key();
        if (keys.contains(key) && times.merge(key, 1, Integer::sum) <= MAX_PER_KEY) {
          found.add(
              new Found(
                  key,
                  names.apply(row).copy(),
                  hash.columns().clone(),
                  shown.contains(key) ? binary.apply(row).copy() : null));
        }
      }
      return found;
    }
  }

  void add(List<Found> found) {
    found.forEach(row -> rows.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row));
  }

  /** One of the rows with the key, if there is any. */
  @Nullable Found find(long key) {
    List<Found> found = rows.getOrDefault(key, List.of());
    return found.isEmpty() ? null : found.get(0);
  }

  /** The row of which the columns differ most from those, which is not the one that is equal. */
  @Nullable Found findUnlike(long key, long[] columns) {
    return rows.getOrDefault(key, List.of()).stream()
        .filter(row -> !java.util.Arrays.equals(row.columns(), columns))
        .findFirst()
        .orElse(null);
  }

  /** The values of a row as Spark shows them. */
  static Row external(InternalRow values, RowShape shape) {
    Function1<Object, Object> converter =
        CatalystTypeConverters.createToScalaConverter(shape.type());
    return (Row) converter.apply(values);
  }
}
