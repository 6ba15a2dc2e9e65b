package dev.firn.lake.rows;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.ParquetValueWriters;
import org.apache.iceberg.parquet.ParquetValueWriters.PrimitiveWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Writes one column of flat rows; each kind of value is a class, so that each call is direct. */
abstract class FieldWriter {

  private final PrimitiveWriter<Object> parquet;
  private final int ordinal;
  final TripleWriter<?> column;

  private FieldWriter(ColumnDescriptor descriptor, int ordinal) {
    this.parquet = new PrimitiveWriter<>(descriptor) {};
    this.column = parquet.columns().get(0);
    this.ordinal = ordinal;
  }

  static boolean takes(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, DATE, LONG, TIMESTAMP, FLOAT, DOUBLE, DECIMAL, STRING, BINARY -> true;
      default -> false;
    };
  }

  /**
   * @param ordinal the value's place in the rows
   */
  static FieldWriter of(
      Type type,
      org.apache.iceberg.shaded.org.apache.parquet.schema.Type parquetType,
      ColumnDescriptor descriptor,
      int ordinal) {
    return switch (type.typeId()) {
      case BOOLEAN -> new Booleans(descriptor, ordinal);
      case INTEGER, DATE -> new Ints(descriptor, ordinal);
      case LONG, TIMESTAMP -> new Longs(descriptor, ordinal);
      case FLOAT -> new Floats(parquetType, descriptor, ordinal);
      case DOUBLE -> new Doubles(parquetType, descriptor, ordinal);
      case DECIMAL -> decimals((Types.DecimalType) type, descriptor, ordinal);
      case STRING -> new Strings(descriptor, ordinal);
      case BINARY -> new Binaries(descriptor, ordinal);
      default -> throw new IllegalArgumentException("No writer for " + type);
    };
  }

  private static FieldWriter decimals(
      Types.DecimalType type, ColumnDescriptor descriptor, int ordinal) {
    return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> new IntDecimals(type, descriptor, ordinal);
      case INT64 -> new LongDecimals(type, descriptor, ordinal);
      default -> new FixedDecimals(type, descriptor, ordinal);
    };
  }

  final void write(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      writeNull();
    } else {
      writeValue(row, ordinal);
    }
  }

  abstract void writeValue(InternalRow row, int at);

  void writeNull() {
    column.writeNull(0, 0);
  }

  List<TripleWriter<?>> columns() {
    return parquet.columns();
  }

  void setColumnStore(ColumnWriteStore store) {
    parquet.setColumnStore(store);
  }

  Stream<FieldMetrics<?>> metrics() {
    return Stream.empty();
  }

  /** Truth values. */
  private static final class Booleans extends FieldWriter {
    Booleans(ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
    }

    @Override
    void writeValue(InternalRow row, int at) {
      column.writeBoolean(0, row.getBoolean(at));
    }
  }

  /** Numbers of 32 bits and dates. */
  private static final class Ints extends FieldWriter {
    Ints(ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
    }

    @Override
    void writeValue(InternalRow row, int at) {
      column.writeInteger(0, row.getInt(at));
    }
  }

  /** Numbers of 64 bits and times. */
  private static final class Longs extends FieldWriter {
    Longs(ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
    }

    @Override
    void writeValue(InternalRow row, int at) {
      column.writeLong(0, row.getLong(at));
    }
  }

  /** Binary fractions; Iceberg's own writer, because it counts the NaNs that Parquet does not. */
  private abstract static class Counted<T> extends FieldWriter {
    private final ParquetValueWriter<T> counting;

    Counted(
        org.apache.iceberg.shaded.org.apache.parquet.schema.Type parquetType,
        ColumnDescriptor descriptor,
        int ordinal,
        ParquetValueWriter<T> writer) {
      super(descriptor, ordinal);
      this.counting =
          ParquetValueWriters.option(parquetType, descriptor.getMaxDefinitionLevel(), writer);
    }

    final void writeCounted(@Nullable T value) {
      counting.write(0, value);
    }

    @Override
    final void writeNull() {
      writeCounted(null);
    }

    @Override
    List<TripleWriter<?>> columns() {
      return counting.columns();
    }

    @Override
    void setColumnStore(ColumnWriteStore store) {
      super.setColumnStore(store);
      counting.setColumnStore(store);
    }

    @Override
    Stream<FieldMetrics<?>> metrics() {
      return counting.metrics();
    }
  }

  /** Binary fractions of 32 bits. */
  private static final class Floats extends Counted<Float> {
    Floats(
        org.apache.iceberg.shaded.org.apache.parquet.schema.Type parquetType,
        ColumnDescriptor descriptor,
        int ordinal) {
      super(parquetType, descriptor, ordinal, ParquetValueWriters.floats(descriptor));
    }

    @Override
    void writeValue(InternalRow row, int at) {
      writeCounted(row.getFloat(at));
    }
  }

  /** Binary fractions of 64 bits. */
  private static final class Doubles extends Counted<Double> {
    Doubles(
        org.apache.iceberg.shaded.org.apache.parquet.schema.Type parquetType,
        ColumnDescriptor descriptor,
        int ordinal) {
      super(parquetType, descriptor, ordinal, ParquetValueWriters.doubles(descriptor));
    }

    @Override
    void writeValue(InternalRow row, int at) {
      writeCounted(row.getDouble(at));
    }
  }

  /** Decimals of at most 9 digits. */
  private static final class IntDecimals extends FieldWriter {
    private final Types.DecimalType type;

    IntDecimals(Types.DecimalType type, ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
      this.type = type;
    }

    @Override
    void writeValue(InternalRow row, int at) {
      Decimal value = row.getDecimal(at, type.precision(), type.scale());
      column.writeInteger(0, Math.toIntExact(value.toUnscaledLong()));
    }
  }

  /** Decimals of at most 18 digits. */
  private static final class LongDecimals extends FieldWriter {
    private final Types.DecimalType type;

    LongDecimals(Types.DecimalType type, ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
      this.type = type;
    }

    @Override
    void writeValue(InternalRow row, int at) {
      column.writeLong(0, row.getDecimal(at, type.precision(), type.scale()).toUnscaledLong());
    }
  }

  /** Longer decimals: two's complement in as many bytes as the longest number needs. */
  private static final class FixedDecimals extends FieldWriter {
    private final Types.DecimalType type;
    private final byte[] bytes;

    FixedDecimals(Types.DecimalType type, ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
      this.type = type;
      this.bytes = new byte[descriptor.getPrimitiveType().getTypeLength()];
    }

    @Override
    void writeValue(InternalRow row, int at) {
      BigInteger unscaled =
          row.getDecimal(at, type.precision(), type.scale()).toJavaBigDecimal().unscaledValue();
      byte[] digits = unscaled.toByteArray();
      int padding = bytes.length - digits.length;
      Arrays.fill(bytes, 0, padding, (byte) (unscaled.signum() < 0 ? -1 : 0));
      System.arraycopy(digits, 0, bytes, padding, digits.length);
      column.writeBinary(0, Binary.fromReusedByteArray(bytes));
    }
  }

  /** Text, straight from the bytes that were received. */
  private static final class Strings extends FieldWriter {
    Strings(ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
    }

    @Override
    void writeValue(InternalRow row, int at) {
      UTF8String value = row.getUTF8String(at);
      byte @Nullable [] shared = value.getBaseObject() instanceof byte[] base ? base : null;
      column.writeBinary(
          0,
          shared == null
              ? Binary.fromReusedByteArray(value.getBytes())
              : Binary.fromReusedByteArray(
                  shared,
                  (int) (value.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET),
                  value.numBytes()));
    }
  }

  /** Bytes. */
  private static final class Binaries extends FieldWriter {
    Binaries(ColumnDescriptor descriptor, int ordinal) {
      super(descriptor, ordinal);
    }

    @Override
    void writeValue(InternalRow row, int at) {
      column.writeBinary(0, Binary.fromReusedByteArray(row.getBinary(at)));
    }
  }
}
