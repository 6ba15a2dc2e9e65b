package dev.firn.lake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
    Set<Object> values = new LinkedHashSet<>();
    for (@Nullable Object[] key : keys) {
      Object value = literal(type, key[index]);
      if (value == null) {
        return Expressions.alwaysTrue();
      }
      values.add(value);
    }
    if (values.isEmpty()) {
      return Expressions.alwaysTrue();
    }
    if (values.size() <= LONGEST_LIST) {
      return Expressions.in(column, values);
    }
    Comparator<Object> order = Comparators.forType(type);
    return Expressions.and(
        Expressions.greaterThanOrEqual(column, values.stream().min(order).orElseThrow()),
        Expressions.lessThanOrEqual(column, values.stream().max(order).orElseThrow()));
  }

  /** The value as Iceberg compares it, or null if it does not or if none of the type is equal. */
  private static @Nullable Object literal(Type.PrimitiveType type, @Nullable Object value) {
    return switch (type.typeId()) {
      case INTEGER -> value instanceof Integer ? value : null;
      case LONG -> value instanceof Number number ? (Object) number.longValue() : null;
      case STRING -> value instanceof String ? value : null;
      case DATE -> value instanceof LocalDate date ? (Object) (int) date.toEpochDay() : null;
      case TIMESTAMP -> value == null ? null : micros(value);
      case DECIMAL ->
          value instanceof BigDecimal number ? scaled(number, (Types.DecimalType) type) : null;
      case BINARY -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
      default -> null;
    };
  }

  private static @Nullable Object micros(Object value) {
    if (value instanceof Instant instant) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
    }
    return value instanceof LocalDateTime time ? micros(time.toInstant(ZoneOffset.UTC)) : null;
  }

  private static @Nullable Object scaled(BigDecimal number, Types.DecimalType type) {
    try {
      return number.setScale(type.scale(), RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
