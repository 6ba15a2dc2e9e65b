package dev.firn.lake.keys;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Values of keys as Iceberg compares them. */
final class KeyLiteral {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private KeyLiteral() {}

  /**
   * @param value as a row of Spark has it
   * @return null if Iceberg does not compare it, or if no value of the type is equal
   */
  static @Nullable Object of(Type type, @Nullable Object value) {
    return switch (type.typeId()) {
      case INTEGER -> value instanceof Integer ? value : null;
      case LONG -> value instanceof Integer number ? (Object) number.longValue() : asLong(value);
      case STRING -> value instanceof String ? value : null;
      case DATE -> value instanceof LocalDate date ? (Object) (int) date.toEpochDay() : null;
      case TIMESTAMP -> micros(value);
      case DECIMAL ->
          value instanceof BigDecimal number ? scaled(number, (Types.DecimalType) type) : null;
      case BINARY -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
      default -> null;
    };
  }

  private static @Nullable Object asLong(@Nullable Object value) {
    return value instanceof Long ? value : null;
  }

  private static @Nullable Object micros(@Nullable Object value) {
    if (value instanceof Instant instant) {
      // What Java computes between two instants ends in the year 2262.
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
          instant.getNano() / NANOS_PER_MICRO);
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
