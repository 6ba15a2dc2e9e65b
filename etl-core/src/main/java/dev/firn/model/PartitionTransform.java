package dev.firn.model;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How rows are spread over the partitions of a lake table by one column.
 *
 * @param width the number of buckets, or the length to truncate to; 0 for the others
 * @param column the name at the source or in the lake; upper and lower case are the same
 */
public record PartitionTransform(Kind kind, int width, String column) implements Serializable {

  /** Iceberg's transforms. */
  public enum Kind {
    IDENTITY,
    YEARS,
    MONTHS,
    DAYS,
    HOURS,
    BUCKET,
    TRUNCATE;

    boolean hasWidth() {
      return this == BUCKET || this == TRUNCATE;
    }
  }

  private static final Pattern CALL =
      Pattern.compile("([A-Za-z]+)\\s*\\(\\s*(?:(\\d{1,9})\\s*,\\s*)?([^(),]+?)\\s*\\)");
  private static final Pattern NAME = Pattern.compile("[^(),]+");

  /**
   * Reads {@code column}, {@code days(column)} or {@code bucket(16, column)}.
   *
   * @throws IllegalArgumentException if the text is nothing of that kind
   */
  public static PartitionTransform parse(String text) {
    String trimmed = text.strip();
    Matcher call = CALL.matcher(trimmed);
    if (!call.matches()) {
      if (!NAME.matcher(trimmed).matches()) {
        throw new IllegalArgumentException("not a partition transform: " + text);
      }
      return new PartitionTransform(Kind.IDENTITY, 0, trimmed);
    }
    Kind kind = kind(call.group(1));
    int width = call.group(2) == null ? 0 : Integer.parseInt(call.group(2));
    if (kind.hasWidth() != (width > 0)) {
      throw new IllegalArgumentException("wrong number of arguments: " + text);
    }
    return new PartitionTransform(kind, width, call.group(3));
  }

  private static Kind kind(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(upper) || kind.name().equals(upper + "S")) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown partition transform " + name);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    if (kind == Kind.IDENTITY) {
      return column;
    }
    return width == 0 ? name + "(" + column + ")" : name + "(" + width + ", " + column + ")";
  }
}
