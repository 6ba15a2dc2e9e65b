package dev.firn.source.postgres.copy;

import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.UnfitNumberException;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How the values of one column are read out of the bytes of a tuple; chosen once, when the read
 * begins.
 *
 * <p>A column has one lake type, so each kind of field implements the one method for that type, and
 * {@link #value} for callers that do not know it. Source of the formats: the {@code *send}
 * functions of PostgreSQL.
 */
abstract class CopyField {

  /** The field of a column, by the rule of its mapping. */
  static CopyField of(TableId table, ColumnMapping column) {
    Refusal refusal = new Refusal(table, column);
    return switch (column.rule()) {
      case BOOLEAN, BIT_BOOLEAN -> new NumberFields.BooleanField();
      case SMALLINT -> new NumberFields.SmallIntField();
      case INTEGER -> new NumberFields.IntField();
      case UNSIGNED_INTEGER -> new NumberFields.UnsignedIntField();
      case BIGINT -> new NumberFields.LongField();
      case REAL -> new NumberFields.FloatField();
      case DOUBLE -> new NumberFields.DoubleField();
      case DECIMAL, MONEY -> new NumberFields.DecimalField(column.sparkType(), refusal);
      case DATE -> new TimeFields.DateField(refusal);
      case TIMESTAMP -> TimeFields.TimestampField.wallClock(refusal);
      case TIMESTAMP_WITH_ZONE -> TimeFields.TimestampField.instant(refusal);
      case TEXT,
          CAST_TEXT,
          OUTPUT_TEXT,
          ZONED_TEXT,
          ZONED_OUTPUT_TEXT,
          POINT_TEXT,
          SHAPE_TEXT,
          BIT_TEXT ->
          new TextFields.PlainField();
      case JSONB_TEXT -> new TextFields.VersionedField();
      case BINARY -> new TextFields.BinaryField();
      case NUMBER_TEXT -> TextFields.written(TextFields::number);
      case UUID_TEXT -> TextFields.written(TextFields::uuid);
      case HSTORE_TEXT -> TextFields.written(TextFields::hstore);
      case TIME_TEXT -> TextFields.written(TimeFields::timeOfDay);
      case TIME_WITH_ZONE_TEXT -> TextFields.written(TimeFields::timeInUtc);
      case INTERVAL_TEXT -> TextFields.written(TimeFields.interval(refusal));
      case ARRAY ->
          CopyExpression.isServerText(column)
              ? new ArrayFields.LiteralArrayField(column.element().type(), refusal)
              : new ArrayFields.BinaryArrayField(of(table, column.element()), refusal);
    };
  }

  boolean booleanAt(byte[] bytes, int at) {
    throw otherType();
  }

  int intAt(byte[] bytes, int at) {
    throw otherType();
  }

  long longAt(byte[] bytes, int at) {
    throw otherType();
  }

  float floatAt(byte[] bytes, int at) {
    throw otherType();
  }

  double doubleAt(byte[] bytes, int at) {
    throw otherType();
  }

  Decimal decimalAt(byte[] bytes, int at) {
    throw otherType();
  }

  UTF8String textAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  byte[] binaryAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  ArrayData arrayAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  /** The value as Spark keeps it inside, whatever its type. */
  abstract Object value(byte[] bytes, int at, int length);

  private UnsupportedOperationException otherType() {
    return new UnsupportedOperationException(
        getClass().getSimpleName() + " was asked for a value of another type");
  }

  /** What is said of a value that the lake's type has no place for. */
  record Refusal(TableId table, ColumnMapping column) {

    IllegalArgumentException of(String value) {
      return new IllegalArgumentException(
          said(value)
              + " Change the value at the source, or leave the table out with --table-filter.");
    }

    /** Of a value that was not there when the size of the column was chosen. */
    UnfitNumberException unfit(String value) {
      return new UnfitNumberException(
          said(value + " (" + column.evidence() + ")")
              + " Set numbers_without_size: text, or load with --fresh-start to measure anew.");
    }

    private String said(String value) {
      return "Cannot read column "
          + column.column()
          + " of "
          + table
          + ": the lake's type "
          + column.sparkType().simpleString()
          + " has no place for "
          + value
          + ".";
    }
  }
}
