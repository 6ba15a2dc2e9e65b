package dev.firn.source.postgres.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL's binary {@code numeric}: digits in base 10,000, the weight of the first, a sign
 * and the number of decimal places to show.
 */
public final class CopyNumeric {

  static final int NEGATIVE = 0x4000;
  static final int BASE_DIGITS = 10_000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;
  private static final int HEADER = 8;
  private static final BigInteger BASE = BigInteger.valueOf(BASE_DIGITS);

  /** With four base-10,000 digits and a shift of at most 2 places nothing leaves 63 bits. */
  private static final int SHORT_DIGITS = 4;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private CopyNumeric() {}

  /** True if {@link #unscaled} can read the number. */
  public static boolean isShort(byte[] bytes, int at) {
    int digits = digits(bytes, at);
    int sign = sign(bytes, at);
    return digits <= SHORT_DIGITS
        && weight(bytes, at) < SHORT_DIGITS
        && (sign == 0 || sign == NEGATIVE);
  }

  /** The number times ten to the scale, for a number whose digits all fit into that scale. */
  public static long unscaled(byte[] bytes, int at, int scale) {
    int digits = digits(bytes, at);
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * 10_000 + digit(bytes, at, i);
    }
    int shift = 4 * (weight(bytes, at) - digits + 1) + scale;
    if (value != 0) {
      value = shift >= 0 ? Math.multiplyExact(value, POWERS[shift]) : value / POWERS[-shift];
    }
    return sign(bytes, at) == NEGATIVE ? -value : value;
  }

  /** The exact value with the scale it is shown with, or null for NaN and the infinities. */
  public static @Nullable BigDecimal decimal(byte[] bytes, int at) {
    int sign = sign(bytes, at);
    if (sign != 0 && sign != NEGATIVE) {
      return null;
    }
    int digits = digits(bytes, at);
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < digits; i++) {
      value = value.multiply(BASE).add(BigInteger.valueOf(digit(bytes, at, i)));
    }
    BigDecimal decimal =
        new BigDecimal(value, -4 * (weight(bytes, at) - digits + 1)).setScale(scale(bytes, at));
    return sign == NEGATIVE ? decimal.negate() : decimal;
  }

  /** The name of a value that is no number. */
  public static String special(byte[] bytes, int at) {
    return switch (sign(bytes, at)) {
      case NAN -> "NaN";
      case POSITIVE_INFINITY -> "Infinity";
      case NEGATIVE_INFINITY -> "-Infinity";
      default -> throw new IllegalArgumentException("Not a special numeric");
    };
  }

  /** The number of places after the point that the number is shown with; none are hidden. */
  public static int scale(byte[] bytes, int at) {
    return CopyBytes.int16(bytes, at + 6) & 0xFFFF;
  }

  /** No fewer than the number has before its point. */
  public static int integerDigitsAtMost(byte[] bytes, int at) {
    return Math.max(0, 4 * (weight(bytes, at) + 1));
  }

  private static int digits(byte[] bytes, int at) {
    return CopyBytes.int16(bytes, at);
  }

  private static int weight(byte[] bytes, int at) {
    return CopyBytes.int16(bytes, at + 2);
  }

  private static int sign(byte[] bytes, int at) {
    return CopyBytes.int16(bytes, at + 4) & 0xFFFF;
  }

  private static int digit(byte[] bytes, int at, int index) {
    return CopyBytes.int16(bytes, at + HEADER + 2 * index);
  }
}
