package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.NumberType;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.oracle.wire.NumberBytes;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code NUMBER} and {@code FLOAT} without a usable declared size, as plain digits. */
record NumberTextType() implements StoredType, NumberType {

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
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.number(parser);
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
    return new NumberDecimalType(chosen.precision(), chosen.scale(), chosen);
  }

  @Override
  public NumberType asText() {
    return this;
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    BigDecimal number = NumberBytes.decimal(bytes);
    return number == null ? String.valueOf(NumberBytes.infinity(bytes)) : ValueText.number(number);
  }
}
