package dev.firn.source.oracle.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code NUMBER} as Oracle stores and sends it: a power of a hundred, then digits of a hundred.
 * Those of negative numbers are turned around, so that the bytes sort as the numbers do.
 */
public final class NumberBytes {

  private static final int ZERO = 0x80;
  private static final int BIAS = 65;
  private static final int NEGATIVE_END = 102;

  /** Digits of a hundred that a long has room for. */
  private static final int LONG_DIGITS = 9;

  private NumberBytes() {}

  /** The number; null if it is an infinity. */
  public static @Nullable BigDecimal decimal(byte[] bytes) {
    int first = bytes[0] & 0xFF;
    if (bytes.length == 1) {
      return first == ZERO ? BigDecimal.ZERO : null;
    }
    if (infinity(bytes) != null) {
      return null;
    }
    boolean negative = first < ZERO;
    int exponent = ((negative ? ~first : first) & 0x7F) - BIAS;
    int end = bytes.length;
    if (negative && (bytes[end - 1] & 0xFF) == NEGATIVE_END) {
      end--;
    }
    int scale = 2 * (end - 2 - exponent);
    return end - 1 <= LONG_DIGITS
        ? BigDecimal.valueOf(small(bytes, end, negative), scale)
        : new BigDecimal(large(bytes, end, negative), scale);
  }

  /** The name of an infinity; null of all other numbers. */
  public static @Nullable String infinity(byte[] bytes) {
    if (bytes.length == 1 && bytes[0] == 0) {
      return "-Infinity";
    }
    return bytes.length == 2 && bytes[0] == (byte) 0xFF && bytes[1] == BIAS + 36
        ? "Infinity"
        : null;
  }

  private static long small(byte[] bytes, int end, boolean negative) {
    long unscaled = 0;
    for (int i = 1; i < end; i++) {
      unscaled = unscaled * 100 + digit(bytes[i], negative);
    }
    return negative ? -unscaled : unscaled;
  }

  private static BigInteger large(byte[] bytes, int end, boolean negative) {
    StringBuilder digits = new StringBuilder(2 * end + 1);
    if (negative) {
      digits.append('-');
    }
    for (int i = 1; i < end; i++) {
      int digit = digit(bytes[i], negative);
      digits.append((char) ('0' + digit / 10)).append((char) ('0' + digit % 10));
    }
    return new BigInteger(digits.toString());
  }

  private static int digit(byte stored, boolean negative) {
    int digit = negative ? 101 - (stored & 0xFF) : (stored & 0xFF) - 1;
    if (digit < 0 || digit > 99) {
      throw new IllegalArgumentException("No NUMBER of Oracle");
    }
    return digit;
  }
}
