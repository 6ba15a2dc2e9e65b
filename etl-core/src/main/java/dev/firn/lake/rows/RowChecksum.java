package dev.firn.lake.rows;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.StructType;

/**
 * A checksum of rows that does not depend on their order: the sum of a 64-bit hash of each, taken
 * over Spark's own binary form, in which equal values have equal bytes.
 */
final class RowChecksum {

  private static final long SEED = 42;

  private final UnsafeProjection binary;
  private long rows;
  private long sum;

  RowChecksum(StructType rowType) {
    this.binary = UnsafeProjection.create(rowType);
  }

  void add(InternalRow row) {
    UnsafeRow bytes = binary.apply(row);
    sum +=
        XXH64.hashUnsafeBytes(
            bytes.getBaseObject(), bytes.getBaseOffset(), bytes.getSizeInBytes(), SEED);
    rows++;
  }

  boolean isEqualTo(RowChecksum other) {
    return rows == other.rows && sum == other.sum;
  }

  @Override
  public String toString() {
    return "%d rows with checksum %016x".formatted(rows, sum);
  }
}
