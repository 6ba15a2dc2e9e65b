package dev.firn.source.oracle.wire;

import java.time.DateTimeException;
import java.time.LocalDateTime;

/**
 * {@code DATE} and {@code TIMESTAMP} as Oracle stores and sends them: century and year, each with a
 * hundred added, month, day, then hour, minute and second, each with one added, then nanoseconds.
 *
 * <p>The fields stay what they are, as those of events do: no calendar is changed for another.
 */
public final class DateBytes {

  private static final int DATE_LENGTH = 7;
  private static final int TIMESTAMP_LENGTH = 11;
  private static final int EXCESS = 100;

  private DateBytes() {}

  /**
   * @throws IllegalArgumentException if there is no such time
   */
  public static LocalDateTime time(byte[] bytes) {
    if (bytes.length != DATE_LENGTH && bytes.length != TIMESTAMP_LENGTH) {
      throw new IllegalArgumentException("No DATE of Oracle: " + bytes.length + " bytes");
    }
    int year = (number(bytes, 0) - EXCESS) * 100 + number(bytes, 1) - EXCESS;
    if (year == 0) {
      throw new IllegalArgumentException("there is no year 0");
    }
    try {
      return LocalDateTime.of(
          // The year before year 1 is 0 in ISO 8601, and -1 in Oracle.
          year < 0 ? year + 1 : year,
          number(bytes, 2),
          number(bytes, 3),
          number(bytes, 4) - 1,
          number(bytes, 5) - 1,
          number(bytes, 6) - 1,
          bytes.length == TIMESTAMP_LENGTH ? nanos(bytes) : 0);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such time: " + e.getMessage(), e);
    }
  }

  private static int number(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  private static int nanos(byte[] bytes) {
    return number(bytes, 7) << 24
        | number(bytes, 8) << 16
        | number(bytes, 9) << 8
        | number(bytes, 10);
  }
}
