package dev.firn.schema;

import dev.firn.model.DeclaredType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How values of one kind travel from the source to the lake.
 *
 * <p>The rule fixes the lake type; the bulk reader and the event decoder each implement every rule,
 * so that a row loaded and the same row streamed are equal.
 */
public enum ValueRule {
  BOOLEAN(DataTypes.BooleanType),
  /** A 16-bit integer; the lake has no narrower type than 32 bits. */
  SMALLINT(DataTypes.IntegerType),
  INTEGER(DataTypes.IntegerType),
  BIGINT(DataTypes.LongType),
  /** An unsigned 32-bit integer, such as PostgreSQL's {@code oid}. */
  UNSIGNED_INTEGER(DataTypes.LongType),
  REAL(DataTypes.FloatType),
  DOUBLE(DataTypes.DoubleType),
  /** A decimal with declared precision and scale that fit into 38 digits. */
  DECIMAL(DataTypes.NullType) {
    @Override
    public DataType sparkType(DeclaredType declared) {
      return DataTypes.createDecimalType(declared.precision(), declared.scale());
    }
  },
  /** A decimal without a usable declared size, as plain digits without trailing zeros. */
  NUMBER_TEXT(DataTypes.StringType),
  /** Character data, byte for byte. */
  TEXT(DataTypes.StringType),
  /** Anything whose text form in the database and in events is the same. */
  CAST_TEXT(DataTypes.StringType),
  /** PostgreSQL's {@code jsonb}, in the server's canonical text. */
  JSONB_TEXT(DataTypes.StringType),
  UUID_TEXT(DataTypes.StringType),
  BINARY(DataTypes.BinaryType),
  DATE(DataTypes.DateType),
  /** A time of day as {@code HH:mm:ss.SSSSSS}; {@code 24:00:00.000000} is legal. */
  TIME_TEXT(DataTypes.StringType),
  /** A wall-clock time without zone, in microseconds. */
  TIMESTAMP(DataTypes.TimestampNTZType),
  /** An instant, in microseconds. */
  TIMESTAMP_WITH_ZONE(DataTypes.TimestampType);

  private final DataType sparkType;

  ValueRule(DataType sparkType) {
    this.sparkType = sparkType;
  }

  public DataType sparkType(DeclaredType declared) {
    return sparkType;
  }
}
