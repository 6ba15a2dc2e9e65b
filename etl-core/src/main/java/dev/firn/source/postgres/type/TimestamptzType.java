package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import dev.firn.source.postgres.wire.TimeText;
import java.io.IOException;
import java.time.Instant;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** An instant, in microseconds. */
record TimestamptzType() implements PostgresType {

  @Override
  public String rule() {
    return "TIMESTAMP_WITH_ZONE";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.TimestampType;
  }

  @Override
  public String form() {
    return "the instant, in microseconds";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "infinity is refused, and so are times after 294247-01-10T04:00:54.775807Z";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new TimestampType.Micros(Long.MAX_VALUE, refusal);
  }

  @Override
  public SentForm sentForm() {
    return SentForm.since(SentForm.INT64, TimestampType.Micros.EPOCH_MICROS);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.instant(parser);
  }

  @Override
  public Object ofText(String text) {
    return TimeText.instant(text);
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return TimeText.of((Instant) value);
  }
}
