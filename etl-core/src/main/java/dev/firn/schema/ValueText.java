package dev.firn.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one text form of values that the lake keeps as text; load and stream both write it. */
public final class ValueText {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MICROS_PER_SECOND = 1_000_000L;

  private ValueText() {}

  /** Plain digits, without an exponent and without trailing zeros after the point. */
  public static String number(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    String digits = value.toPlainString();
    if (value.scale() <= 0) {
      return digits;
    }
    // BigDecimal would divide by ten once for each zero: a minute for PostgreSQL's largest numbers.
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /**
   * A time of day with microseconds, such as {@code 07:30:00.000000}.
   *
   * @param micros since midnight, up to and including 24:00:00
   */
  public static String timeOfDay(long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    StringBuilder text = new StringBuilder(15);
    twoDigits(text, seconds / 3600).append(':');
    twoDigits(text, seconds / 60 % 60).append(':');
    twoDigits(text, seconds % 60).append('.');
    String fraction = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND);
    return text.append(fraction, 1, fraction.length()).toString();
  }

  private static StringBuilder twoDigits(StringBuilder text, long number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /**
   * A time of day in UTC, such as {@code 07:30:00.000000Z}.
   *
   * @param secondsWest how far the zone is behind UTC
   */
  public static String timeInUtc(long micros, int secondsWest) {
    long day = 86_400 * MICROS_PER_SECOND;
    return timeOfDay(Math.floorMod(micros + secondsWest * MICROS_PER_SECOND, day)) + "Z";
  }

  /** As Debezium writes it: years and hours taken out, every part with its own sign. */
  public static String interval(int months, int days, long micros) {
    long minutes = micros / (60 * MICROS_PER_SECOND);
    BigDecimal seconds = BigDecimal.valueOf(micros % (60 * MICROS_PER_SECOND), 6);
    return "P"
        + months / 12
        + "Y"
        + months % 12
        + "M"
        + days
        + "DT"
        + minutes / 60
        + "H"
        + minutes % 60
        + "M"
        + number(seconds)
        + "S";
  }

  /** A JSON object, sorted by key, because the database keeps no order. */
  public static String keysAndValues(Map<String, @Nullable String> entries) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(entries));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write keys and values as JSON", e);
    }
  }

  public static String uuid(long mostSignificant, long leastSignificant) {
    return new UUID(mostSignificant, leastSignificant).toString();
  }
}
