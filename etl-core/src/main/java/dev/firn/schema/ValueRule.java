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
  BOOLEAN(DataTypes.BooleanType, "true or false"),
  /** PostgreSQL's {@code bit(1)}, which Debezium sends as a truth value. */
  BIT_BOOLEAN(DataTypes.BooleanType, "true for 1"),
  /** A 16-bit integer; the lake has no narrower type than 32 bits. */
  SMALLINT(DataTypes.IntegerType, "the number"),
  INTEGER(DataTypes.IntegerType, "the number"),
  BIGINT(DataTypes.LongType, "the number"),
  /** An unsigned 32-bit integer, such as PostgreSQL's {@code oid}. */
  UNSIGNED_INTEGER(DataTypes.LongType, "the number"),
  REAL(DataTypes.FloatType, "the number, with NaN, infinities and negative zero"),
  DOUBLE(DataTypes.DoubleType, "the number, with NaN, infinities and negative zero"),
  /** A decimal with declared precision and scale that fit into 38 digits. */
  DECIMAL(DataTypes.NullType, "the number") {
    @Override
    public DataType sparkType(DeclaredType declared) {
      return DecimalSize.of(declared)
          .map(size -> (DataType) DataTypes.createDecimalType(size.precision(), size.scale()))
          .orElseThrow();
    }
  },
  /** A decimal without a usable declared size, as plain digits without trailing zeros. */
  NUMBER_TEXT(
      DataTypes.StringType, "plain digits without trailing zeros, NaN, Infinity, -Infinity"),
  /** PostgreSQL's {@code money}: a 64-bit number of hundredths. */
  MONEY(DataTypes.createDecimalType(19, 2), "the amount"),
  /** Character data, byte for byte. */
  TEXT(DataTypes.StringType, "the text, padding of char(n) included"),
  /** What its output function writes, which events carry as text. */
  CAST_TEXT(DataTypes.StringType, "the text that the database writes"),
  /** What its output function writes, which events carry as bytes. */
  OUTPUT_TEXT(DataTypes.StringType, "the text that the database writes"),
  /** Text with instants in it, which the database writes in the zone of the session; as text. */
  ZONED_TEXT(DataTypes.StringType, "the text that the database writes in a session in UTC"),
  /** As {@link #ZONED_TEXT}, but events carry it as bytes. */
  ZONED_OUTPUT_TEXT(DataTypes.StringType, "the text that the database writes in a session in UTC"),
  /** PostgreSQL's {@code point}, which Debezium sends as an object. */
  POINT_TEXT(DataTypes.StringType, "(x,y) as the database writes it"),
  /** Other shapes, which the driver that Debezium uses writes with numbers as Java does. */
  SHAPE_TEXT(DataTypes.StringType, "the text that the database writes"),
  /** PostgreSQL's {@code jsonb}, in the server's canonical text. */
  JSONB_TEXT(DataTypes.StringType, "the server's canonical text"),
  UUID_TEXT(DataTypes.StringType, "lower-case text"),
  /** A bit string of declared length. */
  BIT_TEXT(DataTypes.StringType, "its digits, such as 10101"),
  /** PostgreSQL's {@code hstore}. */
  HSTORE_TEXT(DataTypes.StringType, "a JSON object of texts and nulls, sorted by key"),
  BINARY(DataTypes.BinaryType, "the bytes"),
  DATE(DataTypes.DateType, "the day; years before 1 and after 9999 included"),
  /** A time of day as {@code HH:mm:ss.SSSSSS}; {@code 24:00:00.000000} is legal. */
  TIME_TEXT(DataTypes.StringType, "HH:mm:ss.SSSSSS, up to 24:00:00.000000"),
  /** A time of day with a zone, moved to UTC, because events do not carry the zone. */
  TIME_WITH_ZONE_TEXT(DataTypes.StringType, "HH:mm:ss.SSSSSSZ, moved to UTC"),
  /** A wall-clock time without zone, in microseconds. */
  TIMESTAMP(DataTypes.TimestampNTZType, "the wall-clock time, in microseconds"),
  /** An instant, in microseconds. */
  TIMESTAMP_WITH_ZONE(DataTypes.TimestampType, "the instant, in microseconds"),
  /** Months, days and microseconds, which do not add up. */
  INTERVAL_TEXT(DataTypes.StringType, "P1Y2M3DT4H5M6.789S, every part with its own sign"),
  /** One dimension of anything that is not an array. */
  ARRAY(DataTypes.NullType, "the elements, each by its own rule") {
    @Override
    public DataType sparkType(DeclaredType declared) {
      DeclaredType element = PostgresTypes.elementOf(declared);
      return DataTypes.createArrayType(PostgresTypes.rule(element).sparkType(element), true);
    }
  };

  private final DataType sparkType;
  private final String form;

  ValueRule(DataType sparkType, String form) {
    this.sparkType = sparkType;
    this.form = form;
  }

  public DataType sparkType(DeclaredType declared) {
    return sparkType;
  }

  /** What stands in the lake, for people. */
  public String form() {
    return form;
  }
}
