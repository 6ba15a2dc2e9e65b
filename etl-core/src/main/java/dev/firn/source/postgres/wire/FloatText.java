package dev.firn.source.postgres.wire;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Binary fractions in the text that PostgreSQL gives them. */
public final class FloatText {

  private static final long MIN_PLAIN_EXPONENT = -4;
  private static final long MAX_PLAIN_EXPONENT = 14;

  private FloatText() {}

  /** The shortest digits that name the number, with an exponent where PostgreSQL has one. */
  public static String of(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    String sign = 1 / value < 0 || value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0";
    }
    shortest = shortest.stripTrailingZeros().abs();
    long exponent = (long) shortest.precision() - shortest.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent <= MAX_PLAIN_EXPONENT) {
      return sign + shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%s%02d"
        .formatted(sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
