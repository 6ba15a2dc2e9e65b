package dev.firn.cdc;

import dev.firn.schema.ColumnMapping;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that the lake does not carry and that Debezium sends in the form of another that it does.
 * Only the source can tell the two apart.
 */
enum Lookalike {
  /** PostgreSQL 17 has infinite intervals, which its driver reads as zero. */
  INFINITE_INTERVAL("NOT isfinite(%s)", "an infinite interval, which Debezium sends as zero"),
  MANY_DIMENSIONS(
      "array_ndims(%s) > 1",
      "an array of more than one dimension, which Debezium sends as a list of NULLs");

  private static final String ZERO = "P0Y0M0DT0H0M0S";

  private final String condition;
  private final String description;

  Lookalike(String condition, String description) {
    this.condition = condition;
    this.description = description;
  }

  /** What the decoded value of a column may have been, if it may have been another. */
  static @Nullable Lookalike of(ColumnMapping column, @Nullable Object value) {
    return switch (column.rule()) {
      case INTERVAL_TEXT -> ZERO.equals(value) ? INFINITE_INTERVAL : null;
      case ARRAY ->
          value instanceof List<?> list
                  && !list.isEmpty()
                  && list.stream().allMatch(Objects::isNull)
              ? MANY_DIMENSIONS
              : null;
      default -> null;
    };
  }

  /** True of the value that is not carried; SQL in which {@code %s} stands for the column. */
  String condition() {
    return condition;
  }

  /** Of an event with the value in the column. */
  UndecodableException refusal(ColumnMapping column) {
    return new UndecodableException(
        "column " + column.column() + " of type " + column.type() + " holds " + description);
  }
}
