package dev.firn.lake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** How values of a key's column are compared, in statistics and in vectors of a file's rows. */
enum KeyColumn {
  INT {
    @Override
    @Nullable Object literal(Type.PrimitiveType type, Object value) {
      if (value instanceof LocalDate date) {
        return type.typeId() == Type.TypeID.DATE ? (Object) (int) date.toEpochDay() : null;
      }
      return value instanceof Integer && type.typeId() == Type.TypeID.INTEGER ? value : null;
    }

    @Override
    long hash(Object literal) {
      return (Integer) literal;
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getInt(row);
    }

    @Override
    boolean isAt(ColumnVector values, int row, Object literal) {
      return values.getInt(row) == (Integer) literal;
    }
  },

  LONG {
    @Override
    @Nullable Object literal(Type.PrimitiveType type, Object value) {
      if (type.typeId() == Type.TypeID.LONG) {
        return value instanceof Integer || value instanceof Long
            ? (Object) ((Number) value).longValue()
            : null;
      }
      if (value instanceof LocalDateTime time) {
        return micros(time.toInstant(ZoneOffset.UTC));
      }
      return value instanceof Instant instant ? (Object) micros(instant) : null;
    }

    @Override
    long hash(Object literal) {
      return (Long) literal;
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getLong(row);
    }

    @Override
    boolean isAt(ColumnVector values, int row, Object literal) {
      return values.getLong(row) == (Long) literal;
    }
  },

  TEXT {
    @Override
    @Nullable Object literal(Type.PrimitiveType type, Object value) {
      return value instanceof String ? value : null;
    }

    @Override
    long hash(Object literal) {
      return UTF8String.fromString((String) literal).hashCode();
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getUTF8String(row).hashCode();
    }

    @Override
    boolean isAt(ColumnVector values, int row, Object literal) {
      return values.getUTF8String(row).equals(UTF8String.fromString((String) literal));
    }
  },

  DECIMAL {
    @Override
    @Nullable Object literal(Type.PrimitiveType type, Object value) {
      if (!(value instanceof BigDecimal number)) {
        return null;
      }
      try {
        return number.setScale(((Types.DecimalType) type).scale(), RoundingMode.UNNECESSARY);
      } catch (ArithmeticException e) {
        return null;
      }
    }

    @Override
    long hash(Object literal) {
      return literal.hashCode();
    }

    @Override
    long hash(ColumnVector values, int row) {
      return number(values, row).hashCode();
    }

    @Override
    boolean isAt(ColumnVector values, int row, Object literal) {
      return number(values, row).equals(literal);
    }

    private static BigDecimal number(ColumnVector values, int row) {
      org.apache.spark.sql.types.DecimalType type =
          (org.apache.spark.sql.types.DecimalType) values.dataType();
      return values.getDecimal(row, type.precision(), type.scale()).toJavaBigDecimal();
    }
  },

  BYTES {
    @Override
    @Nullable Object literal(Type.PrimitiveType type, Object value) {
      return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
    }

    @Override
    long hash(Object literal) {
      return Arrays.hashCode(ByteBuffers.toByteArray((ByteBuffer) literal));
    }

    @Override
    long hash(ColumnVector values, int row) {
      return Arrays.hashCode(values.getBinary(row));
    }

    @Override
    boolean isAt(ColumnVector values, int row, Object literal) {
      return ByteBuffer.wrap(values.getBinary(row)).equals(literal);
    }
  };

  /**
   * @return null if values of the type are not compared here: SQL's idea of equal is another one
   *     for floating-point numbers, and others are no keys
   */
  static @Nullable KeyColumn of(Type type) {
    return switch (type.typeId()) {
      case INTEGER, DATE -> INT;
      case LONG, TIMESTAMP -> LONG;
      case STRING -> TEXT;
      case DECIMAL -> DECIMAL;
      case BINARY -> BYTES;
      default -> null;
    };
  }

  /**
   * A value as Iceberg's statistics have it.
   *
   * @param value as a row of Spark has it
   * @return null if no value of the type is equal
   */
  abstract @Nullable Object literal(Type.PrimitiveType type, Object value);

  /** The same for equal values. */
  abstract long hash(Object literal);

  abstract long hash(ColumnVector values, int row);

  /** True if the row, in which the column is not null, has the value. */
  abstract boolean isAt(ColumnVector values, int row, Object literal);

  /** In the precision of the lake. */
  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
  }
}
