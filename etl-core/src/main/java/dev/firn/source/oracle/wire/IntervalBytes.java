package dev.firn.source.oracle.wire;

import dev.firn.schema.ValueText;
import java.math.BigDecimal;

/**
 * Intervals as Oracle stores and sends them, every part with something added to keep it positive.
 */
public final class IntervalBytes {

  private static final int YEARS_AND_MONTHS = 5;
  private static final int DAYS_AND_SECONDS = 11;
  private static final int EXCESS = 60;

  private IntervalBytes() {}

  /** As Debezium writes it: every part with its own sign. */
  public static String text(byte[] bytes) {
    return switch (bytes.length) {
      case YEARS_AND_MONTHS -> "P" + whole(bytes, 0) + "Y" + part(bytes, 4) + "M0DT0H0M0S";
      case DAYS_AND_SECONDS ->
          "P0Y0M"
              + whole(bytes, 0)
              + "DT"
              + part(bytes, 4)
              + "H"
              + part(bytes, 5)
              + "M"
              + seconds(bytes)
              + "S";
      default ->
          throw new IllegalArgumentException("No interval of Oracle: " + bytes.length + " bytes");
    };
  }

  private static String seconds(byte[] bytes) {
    return ValueText.number(
        BigDecimal.valueOf(part(bytes, 6)).add(BigDecimal.valueOf(whole(bytes, 7), 9)));
  }

  private static int part(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) - EXCESS;
  }

  private static int whole(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 24
            | (bytes[at + 1] & 0xFF) << 16
            | (bytes[at + 2] & 0xFF) << 8
            | (bytes[at + 3] & 0xFF))
        ^ 0x8000_0000;
  }
}
