package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code money}: a 64-bit number of hundredths, selected as {@code numeric}. */
record MoneyType() implements PostgresType {

  private static final int PRECISION = 19;
  private static final int SCALE = 2;

  @Override
  public String rule() {
    return "MONEY";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.createDecimalType(PRECISION, SCALE);
  }

  @Override
  public String form() {
    return "the amount";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "a currency with more than two decimal places is refused";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public String selected(String name) {
    return name + "::numeric";
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new NumericDecimalType(PRECISION, SCALE, null).field(refusal);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.decimal(parser, PRECISION, SCALE, false);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.DECIMALS, PostgresSettings.MONEY, PostgresSettings.SESSION);
  }

  @Override
  public Object ofText(String text) {
    throw new UnsupportedOperationException("defaults of this type are not read");
  }

  @Override
  public boolean namesRows() {
    return false;
  }
}
