package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import dev.firn.source.postgres.wire.TimeText;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A wall-clock time without zone, in microseconds. */
record TimestampType() implements PostgresType {

  @Override
  public String rule() {
    return "TIMESTAMP";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.TimestampNTZType;
  }

  @Override
  public String form() {
    return "the wall-clock time, in microseconds";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "infinity is refused, and so are times from 294247-01-10T04:00:54.775807 on, because Debezium"
        + " ends later ones there";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    // Debezium sends all later ones as the last, so the stream cannot know the last itself.
    return new Micros(Long.MAX_VALUE - 1, refusal);
  }

  @Override
  public SentForm sentForm() {
    return SentForm.since(SentForm.INT64, Micros.EPOCH_MICROS);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.wallClock(parser);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.TIMES);
  }

  @Override
  public Object ofText(String text) {
    return TimeText.wallClock(text);
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return TimeText.of((LocalDateTime) value);
  }

  /** Microseconds, which PostgreSQL counts from 2000-01-01 and the lake from 1970. */
  static final class Micros extends CopyField.Longs {
    static final long EPOCH_MICROS = 946_684_800_000_000L;

    private final long last;
    private final Refusal refusal;

    /**
     * @param last the last that the lake takes
     */
    Micros(long last, Refusal refusal) {
      super(Long.BYTES);
      this.last = last;
      this.refusal = refusal;
    }

    @Override
    public long longAt(byte[] bytes, int at) {
      long micros = CopyBytes.int64(bytes, at);
      if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
        throw refusal.of(micros > 0 ? "infinity" : "-infinity");
      }
      long shifted = micros + EPOCH_MICROS;
      if (shifted < micros || shifted > last) {
        throw refusal.of("a time after the year 294246");
      }
      return shifted;
    }
  }
}
