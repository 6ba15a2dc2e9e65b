package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.NumberType;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.CopyNumeric;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code numeric} without a usable declared size, as plain digits without trailing zeros. */
record NumericTextType() implements PostgresType, NumberType {

  @Override
  public String rule() {
    return "NUMBER_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "plain digits without trailing zeros, NaN, Infinity, -Infinity";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.WrittenTexts((bytes, at, length) -> digits(bytes, at));
  }

  private static String digits(byte[] bytes, int at) {
    BigDecimal value = CopyNumeric.decimal(bytes, at);
    return value == null ? CopyNumeric.special(bytes, at) : ValueText.number(value);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.number(parser);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.DECIMALS);
  }

  @Override
  public Object ofText(String text) {
    boolean isName = Character.isLetter(text.charAt(text.length() - 1));
    return isName ? text : ValueText.number(new BigDecimal(text));
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public @Nullable MeasuredSize size() {
    return null;
  }

  @Override
  public NumberType sized(MeasuredSize chosen) {
    return new NumericDecimalType(chosen.precision(), chosen.scale(), chosen);
  }

  @Override
  public NumberType asText() {
    return this;
  }
}
