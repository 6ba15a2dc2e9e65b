package dev.firn.lake.rows;

import java.nio.ByteBuffer;
import org.apache.iceberg.StructLike;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A row of Spark as Iceberg's partition transforms want to see it. */
public final class RowStruct implements StructLike {

  private final StructType type;
  private @Nullable InternalRow row;

  public RowStruct(StructType type) {
    this.type = type;
  }

  public RowStruct over(InternalRow current) {
    row = current;
    return this;
  }

  @Override
  public int size() {
    return type.length();
  }

  @Override
  public <T> @Nullable T get(int position, Class<T> wanted) {
    InternalRow current = row;
    if (current == null || current.isNullAt(position)) {
      return null;
    }
    return wanted.cast(inIcebergsTerms(current.get(position, type.apply(position).dataType())));
  }

  private static Object inIcebergsTerms(Object value) {
    if (value instanceof UTF8String text) {
      return text.toString();
    }
    if (value instanceof Decimal decimal) {
      return decimal.toJavaBigDecimal();
    }
    return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
  }

  @Override
  public <T> void set(int position, T value) {
    throw new UnsupportedOperationException("Rows are only read");
  }
}
