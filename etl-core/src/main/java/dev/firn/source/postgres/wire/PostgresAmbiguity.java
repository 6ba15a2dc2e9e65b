package dev.firn.source.postgres.wire;

import dev.firn.schema.AmbiguousEncoding;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values of PostgreSQL come in the form of others.
 *
 * <p>Days are carried once the source has told them; for the others the lake has no place.
 */
public enum PostgresAmbiguity implements AmbiguousEncoding {
  /** PostgreSQL 17 has infinite intervals, which its driver reads as zero. */
  INFINITE_INTERVAL(
      "%s IN ('infinity', '-infinity')",
      "''", "an infinite interval, which Debezium sends as zero", "zero") {
    @Override
    public String remedy(String column) {
      return "CHECK (isfinite(" + column + "))";
    }
  },

  MANY_DIMENSIONS(
      "array_ndims(%s) > 1",
      "''", "an array of more than one dimension, which Debezium sends as a list of NULLs", null),

  /** In arrays alone: a {@code date} is decoded in another way, which is exact. */
  OTHER_DAYS(
      ArrayDateDistortion.CONDITION,
      ArrayDateDistortion.SHOWN,
      "days that Debezium sends as others",
      "a list of days") {
    @Override
    public Object corrected(Object sent, String told) {
      List<@Nullable LocalDate> days = ArrayDateDistortion.parse(told);
      boolean isMeant =
          sent instanceof List<?> list
              && ArrayDateDistortion.standsFor(list, days)
              && !days.equals(sent);
      return isMeant ? days : sent;
    }
  };

  private final String condition;
  private final String shown;
  private final String description;
  private final @Nullable String frequentForm;

  PostgresAmbiguity(
      String condition, String shown, String description, @Nullable String frequentForm) {
    this.condition = condition;
    this.shown = shown;
    this.description = description;
    this.frequentForm = frequentForm;
  }

  @Override
  public String condition() {
    return condition;
  }

  @Override
  public String shown() {
    return shown;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public @Nullable String frequentForm() {
    return frequentForm;
  }

  @Override
  public String remedy(String column) {
    return "A primary key";
  }

  @Override
  public @Nullable Object corrected(Object sent, String told) {
    return null;
  }
}
