package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.time.LocalTime;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A time of day as {@code HH:mm:ss.SSSSSS}; {@code 24:00:00.000000} is legal. */
record TimeType() implements PostgresType {

  /** Bytes of each value. */
  private static final int WIDTH = 8;

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  @Override
  public String rule() {
    return "TIME_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "HH:mm:ss.SSSSSS, up to 24:00:00.000000";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.WrittenTexts(
        WIDTH, (bytes, at, length) -> ValueText.timeOfDay(CopyBytes.int64(bytes, at)));
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return ValueText.timeOfDay(DebeziumJson.integer(parser));
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.TIMES);
  }

  @Override
  public Object ofText(String text) {
    return ValueText.timeOfDay(
        text.startsWith("24:") ? MICROS_PER_DAY : LocalTime.parse(text).toNanoOfDay() / 1000);
  }

  @Override
  public boolean namesRows() {
    return true;
  }
}
