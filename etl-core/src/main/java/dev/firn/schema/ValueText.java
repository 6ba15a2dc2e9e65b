package dev.firn.schema;

import java.math.BigDecimal;
import java.util.UUID;

/** The one text form of values that the lake keeps as text; load and stream both write it. */
public final class ValueText {

  private static final long MICROS_PER_SECOND = 1_000_000L;

  private ValueText() {}

  /** Plain digits, without an exponent and without trailing zeros after the point. */
  public static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
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

  public static String uuid(long mostSignificant, long leastSignificant) {
    return new UUID(mostSignificant, leastSignificant).toString();
  }
}
