package dev.firn.source.postgres.copy;

import dev.firn.error.DriftException;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.type.PostgresType;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.Refusal;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * A row over the bytes of one COPY tuple: values are decoded when they are asked for, and text is
 * not copied.
 */
final class CopyRow extends InternalRow {

  private static final long serialVersionUID = 1L;

  private final transient CopyField[] fields;
  private final transient Refusal[] refusals;
  private final transient int[] widths;
  private final transient int[] offsets;
  private final transient int[] lengths;
  private transient byte[] bytes = new byte[0];
  private transient int start;

  CopyRow(TableMapping mapping) {
    this(
        mapping.columns().stream()
            .map(column -> new Refusal(mapping.source(), column))
            .toArray(Refusal[]::new));
  }

  private CopyRow(Refusal[] refusals) {
    this(Arrays.stream(refusals).map(CopyRow::field).toArray(CopyField[]::new), refusals);
  }

  private static CopyField field(Refusal refusal) {
    return ((PostgresType) refusal.column().columnType()).field(refusal);
  }

  private CopyRow(CopyField[] fields, Refusal[] refusals) {
    this.fields = fields;
    this.refusals = refusals;
    this.widths = Arrays.stream(fields).mapToInt(CopyField::width).toArray();
    this.offsets = new int[fields.length];
    this.lengths = new int[fields.length];
  }

  /**
   * @param offset from the beginning of the tuple
   * @param length -1 for NULL
   * @throws DriftException if it is not that of the column's type, whose values would be read as
   *     others
   */
  void point(int field, int offset, int length) {
    // Neither is negative, in one comparison: this is done for every value of a load.
    if (length != widths[field] && (length | widths[field]) >= 0) {
      throw refusals[field].ofOtherType(length, widths[field]);
    }
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

  @Override
  public int numFields() {
    return fields.length;
  }

  @Override
  public boolean isNullAt(int ordinal) {
    return lengths[ordinal] < 0;
  }

  @Override
  public boolean getBoolean(int ordinal) {
    return fields[ordinal].booleanAt(bytes, at(ordinal));
  }

  @Override
  public int getInt(int ordinal) {
    return fields[ordinal].intAt(bytes, at(ordinal));
  }

  @Override
  public long getLong(int ordinal) {
    return fields[ordinal].longAt(bytes, at(ordinal));
  }

  @Override
  public float getFloat(int ordinal) {
    return fields[ordinal].floatAt(bytes, at(ordinal));
  }

  @Override
  public double getDouble(int ordinal) {
    return fields[ordinal].doubleAt(bytes, at(ordinal));
  }

  /** The lake's type says precision and scale already. */
  @Override
  public Decimal getDecimal(int ordinal, int precision, int scale) {
    return fields[ordinal].decimalAt(bytes, at(ordinal));
  }

  @Override
  public UTF8String getUTF8String(int ordinal) {
    return fields[ordinal].textAt(bytes, at(ordinal), lengths[ordinal]);
  }

  @Override
  public byte[] getBinary(int ordinal) {
    return fields[ordinal].binaryAt(bytes, at(ordinal), lengths[ordinal]);
  }

  @Override
  public ArrayData getArray(int ordinal) {
    return fields[ordinal].arrayAt(bytes, at(ordinal), lengths[ordinal]);
  }

  @Override
  public @Nullable Object get(int ordinal, DataType type) {
    return isNullAt(ordinal) ? null : fields[ordinal].value(bytes, at(ordinal), lengths[ordinal]);
  }

  /** The bytes of a message are never written again, so a copy may share them. */
  @Override
  public InternalRow copy() {
    CopyRow copy = new CopyRow(fields, refusals);
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
    return fields[ordinal].structAt(bytes, at(ordinal), lengths[ordinal]);
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
    return new UnsupportedOperationException(
        "No type of PostgreSQL becomes one of this kind, and rows are read-only");
  }
}
