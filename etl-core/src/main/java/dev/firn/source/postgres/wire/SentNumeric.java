package dev.firn.source.postgres.wire;

import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.types.Decimal;

/**
 * Writes numbers of one scale as {@code numeric_send} does: in groups of four decimal digits, of
 * which those at both ends that are zero are left out.
 */
final class SentNumeric implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int DIGITS_PER_GROUP = 4;

  /** Behind the digits of a number that fits there are three at most that fill its last group. */
  private static final long MAX_SHORT = Long.MAX_VALUE / 1000;

  private static final int MAX_SHORT_GROUPS = 5;

  private final int scale;
  private final int groupsBehindPoint;

  /** By which the digits end where a group ends. */
  private final int filling;

  SentNumeric(int scale) {
    this.scale = scale;
    this.groupsBehindPoint = (scale + DIGITS_PER_GROUP - 1) / DIGITS_PER_GROUP;
    this.filling = BigInteger.TEN.pow(DIGITS_PER_GROUP * groupsBehindPoint - scale).intValueExact();
  }

  void write(Decimal value, SentBytes out) {
    if (value.precision() <= Decimal.MAX_LONG_DIGITS() && value.scale() == scale) {
      long unscaled = value.toUnscaledLong();
      if (Math.abs(unscaled) <= MAX_SHORT) {
        write(unscaled, out);
        return;
      }
    }
    write(value.toJavaBigDecimal().setScale(scale).unscaledValue(), out);
  }

  private void write(long unscaled, SentBytes out) {
    // Lowest group first; no object for each number.
    long left = Math.abs(unscaled) * filling;
    long groups = 0;
    int highest = 0;
    int count = 0;
    int trailingZeros = 0;
    while (left > 0) {
      int group = (int) (left % CopyNumeric.BASE_DIGITS);
      left /= CopyNumeric.BASE_DIGITS;
      if (group == 0 && trailingZeros == count) {
        trailingZeros++;
      }
      if (count == MAX_SHORT_GROUPS - 1) {
        highest = group;
      } else {
        groups |= (long) group << Short.SIZE * count;
      }
      count++;
    }
    head(count, trailingZeros, unscaled < 0, out);
    for (int i = count - 1; i >= trailingZeros; i--) {
      out.int16(i == MAX_SHORT_GROUPS - 1 ? highest : (int) (groups >>> Short.SIZE * i));
    }
  }

  private void write(BigInteger unscaled, SentBytes out) {
    BigInteger base = BigInteger.valueOf(CopyNumeric.BASE_DIGITS);
    BigInteger left = unscaled.abs().multiply(BigInteger.valueOf(filling));
    int[] groups = new int[2 + left.bitLength() / 13];
    int count = 0;
    int trailingZeros = 0;
    while (left.signum() > 0) {
      BigInteger[] parts = left.divideAndRemainder(base);
      groups[count++] = parts[1].intValue();
      left = parts[0];
    }
    while (trailingZeros < count && groups[trailingZeros] == 0) {
      trailingZeros++;
    }
    head(count, trailingZeros, unscaled.signum() < 0, out);
    for (int i = count - 1; i >= trailingZeros; i--) {
      out.int16(groups[i]);
    }
  }

  private void head(int groups, int trailingZeros, boolean isNegative, SentBytes out) {
    out.int16(groups - trailingZeros);
    out.int16(groups == 0 ? 0 : groups - groupsBehindPoint - 1);
    out.int16(isNegative ? CopyNumeric.NEGATIVE : 0);
    out.int16(scale);
  }
}
