package dev.firn.lake.keys;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What many keys have in one of their columns, and how rows of a file are compared with it. */
abstract class KeyColumn implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * @param size how many keys there are
   * @return null if values of the type are not compared here: SQL's idea of equal is another one
   *     for floating-point numbers, and others are no keys
   */
  static @Nullable KeyColumn of(Type type, int size) {
    return switch (type.typeId()) {
      case INTEGER, DATE -> new Ints(size);
      case LONG, TIMESTAMP -> new Longs(size);
      case STRING -> new Texts(size);
      case DECIMAL -> new Decimals(size);
      case BINARY -> new Binaries(size);
      default -> null;
    };
  }

  /**
   * @param literal the key's value as {@link KeyLiteral} has it
   */
  abstract void set(int key, Object literal);

  /** The same for equal values, of whatever they are. */
  abstract long hash(int key);

  /** The same of a row in which the column is not null. */
  abstract long hash(ColumnVector values, int row);

  /** True if the row, in which the column is not null, has the key's value. */
  abstract boolean isAt(ColumnVector values, int row, int key);

  private static final class Ints extends KeyColumn {
    private static final long serialVersionUID = 1L;
    private final int[] wanted;

    Ints(int size) {
      wanted = new int[size];
    }

    @Override
    void set(int key, Object literal) {
      wanted[key] = (Integer) literal;
    }

    @Override
    long hash(int key) {
      return wanted[key];
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getInt(row);
    }

    @Override
    boolean isAt(ColumnVector values, int row, int key) {
      return values.getInt(row) == wanted[key];
    }
  }

  private static final class Longs extends KeyColumn {
    private static final long serialVersionUID = 1L;
    private final long[] wanted;

    Longs(int size) {
      wanted = new long[size];
    }

    @Override
    void set(int key, Object literal) {
      wanted[key] = (Long) literal;
    }

    @Override
    long hash(int key) {
      return wanted[key];
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getLong(row);
    }

    @Override
    boolean isAt(ColumnVector values, int row, int key) {
      return values.getLong(row) == wanted[key];
    }
  }

  private static final class Texts extends KeyColumn {
    private static final long serialVersionUID = 1L;
    private final UTF8String[] wanted;

    Texts(int size) {
      wanted = new UTF8String[size];
    }

    @Override
    void set(int key, Object literal) {
      wanted[key] = UTF8String.fromString((String) literal);
    }

    @Override
    long hash(int key) {
      return wanted[key].hashCode();
    }

    @Override
    long hash(ColumnVector values, int row) {
      return values.getUTF8String(row).hashCode();
    }

    @Override
    boolean isAt(ColumnVector values, int row, int key) {
      return values.getUTF8String(row).equals(wanted[key]);
    }
  }

  /** All of the column's scale. */
  private static final class Decimals extends KeyColumn {
    private static final long serialVersionUID = 1L;
    private final BigDecimal[] wanted;

    Decimals(int size) {
      wanted = new BigDecimal[size];
    }

    @Override
    void set(int key, Object literal) {
      wanted[key] = (BigDecimal) literal;
    }

    @Override
    long hash(int key) {
      return wanted[key].hashCode();
    }

    @Override
    long hash(ColumnVector values, int row) {
      return number(values, row).hashCode();
    }

    @Override
    boolean isAt(ColumnVector values, int row, int key) {
      return number(values, row).equals(wanted[key]);
    }

    private static BigDecimal number(ColumnVector values, int row) {
      DecimalType type = (DecimalType) values.dataType();
      return values.getDecimal(row, type.precision(), type.scale()).toJavaBigDecimal();
    }
  }

  private static final class Binaries extends KeyColumn {
    private static final long serialVersionUID = 1L;
    private final byte[][] wanted;

    Binaries(int size) {
      wanted = new byte[size][];
    }

    @Override
    void set(int key, Object literal) {
      wanted[key] = ByteBuffers.toByteArray((ByteBuffer) literal);
    }

    @Override
    long hash(int key) {
      return Arrays.hashCode(wanted[key]);
    }

    @Override
    long hash(ColumnVector values, int row) {
      return Arrays.hashCode(values.getBinary(row));
    }

    @Override
    boolean isAt(ColumnVector values, int row, int key) {
      return Arrays.equals(values.getBinary(row), wanted[key]);
    }
  }
}
