package dev.firn.source.postgres.copy;

import dev.firn.source.postgres.copy.CopyField.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/** Columns of truth values and numbers. */
final class NumberFields {

  private NumberFields() {}

  /** One byte. */
  static final class BooleanField extends CopyField {
    @Override
    boolean booleanAt(byte[] bytes, int at) {
      return bytes[at] != 0;
    }

    @Override
    Object value(byte[] bytes, int at, int length) {
      return booleanAt(bytes, at);
    }
  }

  /** What has 32 bits in the lake. */
  abstract static class AnyIntField extends CopyField {
    @Override
    abstract int intAt(byte[] bytes, int at);

    @Override
    final Object value(byte[] bytes, int at, int length) {
      return intAt(bytes, at);
    }
  }

  /** 16 bits at the source. */
  static final class SmallIntField extends AnyIntField {
    @Override
    int intAt(byte[] bytes, int at) {
      return CopyBytes.int16(bytes, at);
    }
  }

  /** 32 bits on both sides. */
  static final class IntField extends AnyIntField {
    @Override
    int intAt(byte[] bytes, int at) {
      return CopyBytes.int32(bytes, at);
    }
  }

  /** What has 64 bits in the lake. */
  abstract static class AnyLongField extends CopyField {
    @Override
    abstract long longAt(byte[] bytes, int at);

    @Override
    final Object value(byte[] bytes, int at, int length) {
      return longAt(bytes, at);
    }
  }

  /** 32 bits without a sign. */
  static final class UnsignedIntField extends AnyLongField {
    @Override
    long longAt(byte[] bytes, int at) {
      return Integer.toUnsignedLong(CopyBytes.int32(bytes, at));
    }
  }

  /** 64 bits on both sides. */
  static final class LongField extends AnyLongField {
    @Override
    long longAt(byte[] bytes, int at) {
      return CopyBytes.int64(bytes, at);
    }
  }

  /** IEEE bits, NaN and negative zero included. */
  static final class FloatField extends CopyField {
    @Override
    float floatAt(byte[] bytes, int at) {
      return Float.intBitsToFloat(CopyBytes.int32(bytes, at));
    }

    @Override
    Object value(byte[] bytes, int at, int length) {
      return floatAt(bytes, at);
    }
  }

  /** IEEE bits, NaN and negative zero included. */
  static final class DoubleField extends CopyField {
    @Override
    double doubleAt(byte[] bytes, int at) {
      return Double.longBitsToDouble(CopyBytes.int64(bytes, at));
    }

    @Override
    Object value(byte[] bytes, int at, int length) {
      return doubleAt(bytes, at);
    }
  }

  /** A decimal of declared size; what fits into a long never becomes a BigDecimal. */
  static final class DecimalField extends CopyField {
    private final int precision;
    private final int scale;
    private final boolean fitsIntoLong;
    private final boolean measured;
    private final Refusal refusal;

    DecimalField(DataType type, Refusal refusal) {
      DecimalType decimal = (DecimalType) type;
      this.precision = decimal.precision();
      this.scale = decimal.scale();
      this.fitsIntoLong = precision <= Decimal.MAX_LONG_DIGITS();
      this.measured = refusal.column().size() != null;
      this.refusal = refusal;
    }

    @Override
    Decimal decimalAt(byte[] bytes, int at) {
      boolean hasPlaces = CopyNumeric.scale(bytes, at) <= scale;
      if (hasPlaces && isSmall(bytes, at)) {
        return Decimal.createUnsafe(CopyNumeric.unscaled(bytes, at, scale), precision, scale);
      }
      if (!hasPlaces && !measured) {
        throw refusal.of("a number with " + CopyNumeric.scale(bytes, at) + " decimal places");
      }
      BigDecimal value = CopyNumeric.decimal(bytes, at);
      if (value == null) {
        String special = CopyNumeric.special(bytes, at);
        throw measured ? refusal.unfit(special) : refusal.of(special);
      }
      return Decimal.apply(measured ? fitting(value) : value, precision, scale);
    }

    private boolean isSmall(byte[] bytes, int at) {
      return fitsIntoLong
          && CopyNumeric.isShort(bytes, at)
          && (!measured || CopyNumeric.integerDigitsAtMost(bytes, at) <= precision - scale);
    }

    /** A column that was measured may hold other numbers by now, and zeros that do not count. */
    private BigDecimal fitting(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      if (stripped.scale() > scale || stripped.precision() - stripped.scale() > precision - scale) {
        throw refusal.unfit(value.toPlainString());
      }
      return stripped.setScale(scale, RoundingMode.UNNECESSARY);
    }

    @Override
    Object value(byte[] bytes, int at, int length) {
      return decimalAt(bytes, at);
    }
  }
}
