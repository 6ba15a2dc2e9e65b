package dev.firn.lake.keys;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What every row with one of some keys meets, as Iceberg's statistics understand it: a list of the
 * values while it is short, their bounds when it is long.
 */
final class KeyFilter {

  /** Iceberg compares no longer list with the bounds of a file. */
  private static final int LONGEST_LIST = 200;

  private KeyFilter() {}

  /**
   * @param schema in which the columns have these names
   * @param keys values in the order of the columns
   */
  static Expression of(Schema schema, List<String> columns, List<@Nullable Object[]> keys) {
    Expression all = Expressions.alwaysTrue();
    for (int i = 0; i < columns.size(); i++) {
      Types.NestedField field = schema.findField(columns.get(i));
      if (field != null && field.type().isPrimitiveType()) {
        all = Expressions.and(all, of(field.type().asPrimitiveType(), columns.get(i), keys, i));
      }
    }
    return all;
  }

  private static Expression of(
      Type.PrimitiveType type, String column, List<@Nullable Object[]> keys, int index) {
    if (keys.isEmpty()) {
      return Expressions.alwaysTrue();
    }
    Comparator<Object> order = Comparators.forType(type);
    Set<Object> values = new LinkedHashSet<>();
    Object least = null;
    Object greatest = null;
    for (@Nullable Object[] key : keys) {
      Object value = KeyLiteral.of(type, key[index]);
      if (value == null) {
        return Expressions.alwaysTrue();
      }
      least = least == null || order.compare(value, least) < 0 ? value : least;
      greatest = greatest == null || order.compare(value, greatest) > 0 ? value : greatest;
      if (values.size() <= LONGEST_LIST) {
        values.add(value);
      }
    }
    return values.size() <= LONGEST_LIST
        ? Expressions.in(column, values)
        : Expressions.and(
            Expressions.greaterThanOrEqual(column, least),
            Expressions.lessThanOrEqual(column, greatest));
  }
}
