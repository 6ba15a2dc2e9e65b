package dev.firn.extract.copy;

import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.ValueRule;
import dev.firn.schema.ValueText;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * A row over the bytes of one COPY tuple: values are decoded when they are asked for, and text is
 * not copied.
 *
 * <p>Source of the formats: the {@code *send} functions of PostgreSQL.
 */
final class CopyRow extends InternalRow {

  private static final long serialVersionUID = 1L;

  /** Days and microseconds from 1970-01-01 to PostgreSQL's epoch, 2000-01-01. */
  private static final int EPOCH_DAYS = 10_957;

  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private final transient TableMapping mapping;
  private final transient ColumnMapping[] columns;
  private final transient int[] offsets;
  private final transient int[] lengths;
  private transient byte[] bytes = new byte[0];
  private transient int start;

  CopyRow(TableMapping mapping) {
    this.mapping = mapping;
    this.columns = mapping.columns().toArray(ColumnMapping[]::new);
    this.offsets = new int[columns.length];
    this.lengths = new int[columns.length];
  }

  /**
   * @param offset from the beginning of the tuple
   * @param length -1 for NULL
   */
  void point(int field, int offset, int length) {
    offsets[field] = offset;
    lengths[field] = length;
  }

  void over(byte[] tupleBytes, int tupleStart) {
    bytes = tupleBytes;
    start = tupleStart;
  }

  private int at(int ordinal) {
    return start + offsets[ordinal];
  }

  private ValueRule rule(int ordinal) {
    return columns[ordinal].rule();
  }

  @Override
  public int numFields() {
    return columns.length;
  }

  @Override
  public boolean isNullAt(int ordinal) {
    return lengths[ordinal] < 0;
  }

  @Override
  public boolean getBoolean(int ordinal) {
    return bytes[at(ordinal)] != 0;
  }

  @Override
  public int getInt(int ordinal) {
    return switch (rule(ordinal)) {
      case SMALLINT -> (short) CopyStream.SHORT.get(bytes, at(ordinal));
      case DATE -> date(ordinal);
      default -> (int) CopyStream.INT.get(bytes, at(ordinal));
    };
  }

  private int date(int ordinal) {
    int days = (int) CopyStream.INT.get(bytes, at(ordinal));
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      throw unrepresentable(ordinal, days > 0 ? "infinity" : "-infinity");
    }
    return days + EPOCH_DAYS;
  }

  @Override
  public long getLong(int ordinal) {
    return switch (rule(ordinal)) {
      case UNSIGNED_INTEGER -> Integer.toUnsignedLong((int) CopyStream.INT.get(bytes, at(ordinal)));
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> micros(ordinal);
      default -> (long) CopyStream.LONG.get(bytes, at(ordinal));
    };
  }

  private long micros(int ordinal) {
    long micros = (long) CopyStream.LONG.get(bytes, at(ordinal));
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw unrepresentable(ordinal, micros > 0 ? "infinity" : "-infinity");
    }
    long shifted = micros + EPOCH_MICROS;
    if (shifted < micros) {
      throw unrepresentable(ordinal, "a time after the year 294246");
    }
    return shifted;
  }

  private IllegalArgumentException unrepresentable(int ordinal, String value) {
    return new IllegalArgumentException(
        "Cannot read column "
            + columns[ordinal].column()
            + " of "
            + mapping.source()
            + ": the lake's type "
            + columns[ordinal].sparkType().simpleString()
            + " has no place for "
            + value
            + ". Change the value at the source, or leave the table out with --table-filter.");
  }

  @Override
  public float getFloat(int ordinal) {
    return Float.intBitsToFloat((int) CopyStream.INT.get(bytes, at(ordinal)));
  }

  @Override
  public double getDouble(int ordinal) {
    return Double.longBitsToDouble((long) CopyStream.LONG.get(bytes, at(ordinal)));
  }

  @Override
  public Decimal getDecimal(int ordinal, int precision, int scale) {
    int at = at(ordinal);
    if (precision <= Decimal.MAX_LONG_DIGITS() && CopyNumeric.isShort(bytes, at)) {
      return Decimal.createUnsafe(CopyNumeric.unscaled(bytes, at, scale), precision, scale);
    }
    BigDecimal value = CopyNumeric.decimal(bytes, at);
    if (value == null) {
      throw unrepresentable(ordinal, CopyNumeric.special(bytes, at));
    }
    return Decimal.apply(value, precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int ordinal) {
    int at = at(ordinal);
    return switch (rule(ordinal)) {
      case JSONB_TEXT -> UTF8String.fromBytes(bytes, at + 1, lengths[ordinal] - 1);
      case UUID_TEXT ->
          UTF8String.fromString(
              ValueText.uuid(
                  (long) CopyStream.LONG.get(bytes, at),
                  (long) CopyStream.LONG.get(bytes, at + 8)));
      case TIME_TEXT ->
          UTF8String.fromString(ValueText.timeOfDay((long) CopyStream.LONG.get(bytes, at)));
      case NUMBER_TEXT -> {
        BigDecimal value = CopyNumeric.decimal(bytes, at);
        yield UTF8String.fromString(
            value == null ? CopyNumeric.special(bytes, at) : ValueText.number(value));
      }
      default -> UTF8String.fromBytes(bytes, at, lengths[ordinal]);
    };
  }

  @Override
  public byte[] getBinary(int ordinal) {
    return Arrays.copyOfRange(bytes, at(ordinal), at(ordinal) + lengths[ordinal]);
  }

  @Override
  public @Nullable Object get(int ordinal, DataType type) {
    if (isNullAt(ordinal)) {
      return null;
    }
    if (type instanceof DecimalType decimal) {
      return getDecimal(ordinal, decimal.precision(), decimal.scale());
    }
    if (type.equals(DataTypes.BooleanType)) {
      return getBoolean(ordinal);
    }
    if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
      return getInt(ordinal);
    }
    if (type.equals(DataTypes.FloatType)) {
      return getFloat(ordinal);
    }
    if (type.equals(DataTypes.DoubleType)) {
      return getDouble(ordinal);
    }
    if (type.equals(DataTypes.StringType)) {
      return getUTF8String(ordinal);
    }
    if (type.equals(DataTypes.BinaryType)) {
      return getBinary(ordinal);
    }
    return getLong(ordinal);
  }

  /** The bytes of a message are never written again, so a copy may share them. */
  @Override
  public InternalRow copy() {
    CopyRow copy = new CopyRow(mapping);
    System.arraycopy(offsets, 0, copy.offsets, 0, offsets.length);
    System.arraycopy(lengths, 0, copy.lengths, 0, lengths.length);
    copy.over(bytes, start);
    return copy;
  }

  @Override
  public byte getByte(int ordinal) {
    throw unsupported();
  }

  @Override
  public short getShort(int ordinal) {
    throw unsupported();
  }

  @Override
  public CalendarInterval getInterval(int ordinal) {
    throw unsupported();
  }

  @Override
  public VariantVal getVariant(int ordinal) {
    throw unsupported();
  }

  @Override
  public GeographyVal getGeography(int ordinal) {
    throw unsupported();
  }

  @Override
  public GeometryVal getGeometry(int ordinal) {
    throw unsupported();
  }

  @Override
  public InternalRow getStruct(int ordinal, int numFields) {
    throw unsupported();
  }

  @Override
  public ArrayData getArray(int ordinal) {
    throw unsupported();
  }

  @Override
  public MapData getMap(int ordinal) {
    throw unsupported();
  }

  @Override
  public void setNullAt(int ordinal) {
    throw unsupported();
  }

  @Override
  public void update(int ordinal, Object value) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("No value rule has this type, and rows are read-only");
  }
}
