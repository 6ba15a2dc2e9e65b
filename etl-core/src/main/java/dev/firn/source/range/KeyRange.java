package dev.firn.source.range;

import org.jspecify.annotations.Nullable;

/**
 * The rows whose keys are between two values, which are told as the database writes them.
 *
 * @param after not part of it; null to begin with the first row
 * @param upTo part of it; null to end with the last row
 */
public record KeyRange(@Nullable String after, @Nullable String upTo) {

  public static final KeyRange ALL = new KeyRange(null, null);

  public boolean isAll() {
    return after == null && upTo == null;
  }
}
