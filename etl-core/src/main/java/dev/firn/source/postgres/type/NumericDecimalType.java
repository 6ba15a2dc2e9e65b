package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.NumberType;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.CopyNumeric;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code numeric} of a size that the decimals of the lake have, declared or measured.
 *
 * @param size that was chosen, or null if the source declares it
 */
record NumericDecimalType(int precision, int scale, @Nullable MeasuredSize size)
    implements PostgresType, NumberType {

  int integerDigits() {
    return precision - scale;
  }

  @Override
  public String rule() {
    return "DECIMAL";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.createDecimalType(precision, scale);
  }

  @Override
  public String form() {
    return "the number";
  }

  @Override
  public String limit(DeclaredType declared) {
    return size == null
        ? "NaN is refused"
        : "NaN and infinities are refused; a number that does not fit widens the column";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new Digits(this, refusal);
  }

  /** Numbers of a column without a size show as many places as each of them was written with. */
  @Override
  public @Nullable SentForm sentForm() {
    return size == null ? SentForm.decimal(precision, scale) : null;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.decimal(parser, precision, scale, size != null);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.DECIMALS);
  }

  @Override
  public Object ofText(String text) {
    return new BigDecimal(text).setScale(scale);
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return ((BigDecimal) value).toPlainString();
  }

  @Override
  public boolean widensTo(ColumnType later) {
    return later instanceof NumericDecimalType decimal
        && decimal.scale >= scale
        && decimal.integerDigits() >= integerDigits();
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public NumberType sized(MeasuredSize chosen) {
    return new NumericDecimalType(chosen.precision(), chosen.scale(), chosen);
  }

  @Override
  public NumberType asText() {
    return new NumericTextType();
  }

  /** What fits into a long never becomes a BigDecimal. */
  private static final class Digits extends CopyField.Decimals {
    private final int precision;
    private final int scale;
    private final boolean fitsIntoLong;
    private final boolean measured;
    private final Refusal refusal;

    Digits(NumericDecimalType type, Refusal refusal) {
      this.precision = type.precision;
      this.scale = type.scale;
      this.fitsIntoLong = precision <= Decimal.MAX_LONG_DIGITS();
      this.measured = type.size != null;
      this.refusal = refusal;
    }

    @Override
    public Decimal decimalAt(byte[] bytes, int at) {
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
  }
}
