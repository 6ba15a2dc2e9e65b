package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.NumberType;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.oracle.wire.NumberBytes;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * {@code NUMBER} of a size that the decimals of the lake have, declared or measured.
 *
 * @param size that was chosen, or null if the source declares it
 */
record NumberDecimalType(int precision, int scale, @Nullable MeasuredSize size)
    implements StoredType, NumberType {

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
  public @Nullable String limit(DeclaredType declared) {
    return size == null
        ? null
        : "NaN and infinities are refused; a number that does not fit widens the column";
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.decimal(parser, precision, scale, size != null);
  }

  @Override
  public boolean widensTo(ColumnType later) {
    return later instanceof NumberDecimalType decimal
        && decimal.scale >= scale
        && decimal.precision - decimal.scale >= precision - scale;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public NumberType sized(MeasuredSize chosen) {
    return new NumberDecimalType(chosen.precision(), chosen.scale(), chosen);
  }

  @Override
  public NumberType asText() {
    return new NumberTextType();
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    BigDecimal number = NumberBytes.decimal(bytes);
    if (number == null) {
      throw new ArithmeticException("it has no place for " + NumberBytes.infinity(bytes));
    }
    return DebeziumJson.fitting(number, precision, scale, size != null);
  }
}
