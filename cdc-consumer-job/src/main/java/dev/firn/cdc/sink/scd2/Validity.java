package dev.firn.cdc.sink.scd2;

import java.time.Instant;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What a version of a row says of itself. */
final class Validity {

  static final String VALID_FROM = "valid_from";
  static final String VALID_TO = "valid_to";
  static final String IS_CURRENT = "is_current";
  static final String IS_DELETED = "is_deleted";

  static final StructType COLUMNS =
      new StructType()
          .add(VALID_FROM, DataTypes.TimestampType)
          .add(VALID_TO, DataTypes.TimestampType)
          .add(IS_CURRENT, DataTypes.BooleanType)
          .add(IS_DELETED, DataTypes.BooleanType);

  /** Where they are in the rows of a table, which may have columns behind them. */
  private final int from;

  private final int to;
  private final int current;
  private final int deleted;

  Validity(StructType schema) {
    from = schema.fieldIndex(VALID_FROM);
    to = schema.fieldIndex(VALID_TO);
    current = schema.fieldIndex(IS_CURRENT);
    deleted = schema.fieldIndex(IS_DELETED);
  }

  boolean isCurrent(@Nullable Object[] row) {
    return Boolean.TRUE.equals(row[current]);
  }

  boolean isDeleted(@Nullable Object[] row) {
    return Boolean.TRUE.equals(row[deleted]);
  }

  Instant from(@Nullable Object[] row) {
    if (row[from] instanceof Instant instant) {
      return instant;
    }
    throw new IllegalStateException("A version does not say when it begins: " + row[from]);
  }

  /** The row as a version that another one has followed. */
  @Nullable Object[] closed(@Nullable Object[] row, Instant end) {
    @Nullable Object[] closed = row.clone();
    closed[to] = end;
    closed[current] = false;
    return closed;
  }

  /** The row as the newest version. */
  @Nullable Object[] begun(@Nullable Object[] row, Instant begin, boolean isDeleted) {
    @Nullable Object[] begun = row.clone();
    begun[from] = begin;
    begun[to] = null;
    begun[current] = true;
    begun[deleted] = isDeleted;
    return begun;
  }
}
