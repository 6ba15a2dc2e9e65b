package dev.firn.cdc.decode;

import dev.firn.cdc.event.UndecodableException;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ValueRule;
import dev.firn.source.postgres.ColumnPredicate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that Debezium sends in the form of another. Only the source can tell the two apart.
 *
 * <p>Days are carried once the source has told them; for the others the lake has no place.
 */
public enum AmbiguousEncoding {
  /** PostgreSQL 17 has infinite intervals, which its driver reads as zero. */
  INFINITE_INTERVAL(
      "%s IN ('infinity', '-infinity')",
      "''", "an infinite interval, which Debezium sends as zero"),
  MANY_DIMENSIONS(
      "array_ndims(%s) > 1",
      "''", "an array of more than one dimension, which Debezium sends as a list of NULLs"),
  /** In arrays alone: a {@code date} is decoded in another way, which is exact. */
  OTHER_DAYS(
      ArrayDateDistortion.CONDITION,
      ArrayDateDistortion.SHOWN,
      "days that Debezium sends as others");

  private static final String ZERO = "P0Y0M0DT0H0M0S";

  private final String condition;
  private final String shown;
  private final String description;

  /**
   * @param condition true of the value that is sent as another; SQL as in {@link ColumnPredicate}
   * @param shown what the source is to tell of it
   */
  AmbiguousEncoding(String condition, String shown, String description) {
    this.condition = condition;
    this.shown = shown;
    this.description = description;
  }

  /** What the decoded value of a column may have been, if it may have been another. */
  static @Nullable AmbiguousEncoding of(ColumnMapping column, @Nullable Object value) {
    if (column.rule() == ValueRule.INTERVAL_TEXT) {
      return ZERO.equals(value) ? INFINITE_INTERVAL : null;
    }
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return null;
    }
    if (list.stream().allMatch(Objects::isNull)) {
      return MANY_DIMENSIONS;
    }
    boolean ofDays = column.element().rule() == ValueRule.DATE;
    return ofDays && ArrayDateDistortion.mayStandForOthers(list) ? OTHER_DAYS : null;
  }

  /** What the source is asked about a column. */
  public ColumnPredicate claim(String column) {
    return new ColumnPredicate(column, condition, shown);
  }

  /** Of an event with the value in the column. */
  UndecodableException refusal(ColumnMapping column) {
    return new UndecodableException(name(column) + " holds " + description);
  }

  /** Of an event with the value, if the table holds such values and the source cannot say where. */
  UndecodableException doubt(ColumnMapping column) {
    return new UndecodableException(
        name(column)
            + " may hold "
            + description
            + ": the table has such a value, and no key by which the source could be asked whether it"
            + " is this row's. Add a primary key and reload the table, or change the value at the"
            + " source and retry this letter");
  }

  private static String name(ColumnMapping column) {
    return "column " + column.column() + " of type " + column.type();
  }
}
