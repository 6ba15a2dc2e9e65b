package dev.firn.validate.content;

import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Hashes the values of one lake type to 64 bits; each kind is a class, so that each call is direct.
 *
 * <p>A value is hashed in the form that its lake type has in Spark, whole and with its length, so
 * neither 1.0 and 1.00 nor the zones of an instant can differ, and nothing runs into the value
 * beside it. Zero and negative zero are two values, as in the lake; all NaNs are one.
 */
abstract class ValueHash {

  /** Another seed is another hash function, so NULL is none of the values of any. */
  private static final long NULL_SEED = 0x5851_F42D_4C95_7F2DL;

  private ValueHash() {}

  /**
   * @param seed that says which of many functions is used
   */
  final long of(SpecializedGetters row, int ordinal, long seed) {
    return row.isNullAt(ordinal)
        ? XXH64.hashLong(NULL_SEED, seed ^ NULL_SEED)
        : value(row, ordinal, seed);
  }

  abstract long value(SpecializedGetters row, int ordinal, long seed);

  static ValueHash[] ofAll(StructType type) {
    StructField[] fields = type.fields();
    ValueHash[] hashes = new ValueHash[fields.length];
    for (int i = 0; i < fields.length; i++) {
      hashes[i] = of(fields[i].dataType());
    }
    return hashes;
  }

  static ValueHash of(DataType type) {
    if (type instanceof BooleanType) {
      return new Booleans();
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return new Ints();
    } else if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return new Longs();
    } else if (type instanceof FloatType) {
      return new Floats();
    } else if (type instanceof DoubleType) {
      return new Doubles();
    } else if (type instanceof DecimalType decimal) {
      return new Decimals(decimal);
    } else if (type instanceof StringType) {
      return new Texts();
    } else if (type instanceof BinaryType) {
      return new Binaries();
    } else if (type instanceof ArrayType list) {
      return new Lists(of(list.elementType()));
    } else if (type instanceof StructType struct) {
      return new Structs(ofAll(struct));
    }
    throw new IllegalArgumentException("No hash of " + type.simpleString());
  }

  /** Truth values. */
  private static final class Booleans extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return XXH64.hashLong(row.getBoolean(ordinal) ? 1 : 0, seed);
    }
  }

  /** What has 32 bits. */
  private static final class Ints extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return XXH64.hashLong(row.getInt(ordinal), seed);
    }
  }

  /** What has 64 bits. */
  private static final class Longs extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return XXH64.hashLong(row.getLong(ordinal), seed);
    }
  }

  /** Binary fractions of 32 bits. */
  private static final class Floats extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return XXH64.hashLong(Float.floatToIntBits(row.getFloat(ordinal)), seed);
    }
  }

  /** Binary fractions of 64 bits. */
  private static final class Doubles extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return XXH64.hashLong(Double.doubleToLongBits(row.getDouble(ordinal)), seed);
    }
  }

  /** Decimals by their digits, with as many after the point as the type has. */
  private static final class Decimals extends ValueHash {
    private final int precision;
    private final int scale;

    Decimals(DecimalType type) {
      this.precision = type.precision();
      this.scale = type.scale();
    }

    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      Decimal decimal = row.getDecimal(ordinal, precision, scale);
      if (precision <= Decimal.MAX_LONG_DIGITS() && decimal.scale() == scale) {
        return XXH64.hashLong(decimal.toUnscaledLong(), seed);
      }
      BigDecimal exact = decimal.toJavaBigDecimal().setScale(scale);
      return precision <= Decimal.MAX_LONG_DIGITS()
          ? XXH64.hashLong(exact.unscaledValue().longValueExact(), seed)
          : hash(exact.unscaledValue().toByteArray(), seed);
    }
  }

  /** Text by its bytes. */
  private static final class Texts extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      UTF8String text = row.getUTF8String(ordinal);
      return XXH64.hashUnsafeBytes(
          text.getBaseObject(), text.getBaseOffset(), text.numBytes(), seed);
    }
  }

  /** Bytes. */
  private static final class Binaries extends ValueHash {
    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      return hash(row.getBinary(ordinal), seed);
    }
  }

  /** Lists: each element with the hash of those before it as its seed, then how many there are. */
  private static final class Lists extends ValueHash {
    private final ValueHash element;

    Lists(ValueHash element) {
      this.element = element;
    }

    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      ArrayData list = row.getArray(ordinal);
      int count = list.numElements();
      long hash = seed;
      for (int i = 0; i < count; i++) {
        hash = element.of(list, i, hash);
      }
      return XXH64.hashLong(count, hash);
    }
  }

  /** What has several parts: each with the hash of those before it as its seed. */
  private static final class Structs extends ValueHash {
    private final ValueHash[] parts;

    Structs(ValueHash[] parts) {
      this.parts = parts;
    }

    @Override
    long value(SpecializedGetters row, int ordinal, long seed) {
      InternalRow struct = row.getStruct(ordinal, parts.length);
      long hash = seed;
      for (int i = 0; i < parts.length; i++) {
        hash = parts[i].of(struct, i, hash);
      }
      return XXH64.hashLong(parts.length, hash);
    }
  }

  private static long hash(byte[] bytes, long seed) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
  }
}
