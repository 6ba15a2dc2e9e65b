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
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code date}, which PostgreSQL counts from 2000-01-01 and the lake from 1970. */
record DateType() implements PostgresType {

  private static final int EPOCH_DAYS = 10_957;

  /** PostgreSQL's first day, in 4714 before Christ; what is sent before it stands for -infinity. */
  private static final long MIN_EPOCH_DAY = -2_440_588L;

  /** Its last, in 5874897; Debezium's versions have different numbers for infinity behind it. */
  private static final long MAX_EPOCH_DAY = 2_145_042_905L;

  @Override
  public String rule() {
    return "DATE";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.DateType;
  }

  @Override
  public String form() {
    return "the day; years before 1 and after 9999 included";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "infinity is refused";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.Ints(Integer.BYTES) {
      @Override
      public int intAt(byte[] bytes, int at) {
        int days = CopyBytes.int32(bytes, at);
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
          throw refusal.of(days > 0 ? "infinity" : "-infinity");
        }
        return days + EPOCH_DAYS;
      }
    };
  }

  @Override
  public SentForm sentForm() {
    return SentForm.since(SentForm.INT32, EPOCH_DAYS);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    long days = DebeziumJson.integer(parser);
    if (days < MIN_EPOCH_DAY || days > MAX_EPOCH_DAY) {
      throw new IllegalArgumentException("the lake has no infinite date");
    }
    return LocalDate.ofEpochDay(days);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.DAYS);
  }

  @Override
  public Object ofText(String text) {
    return TimeText.day(text);
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return TimeText.of((LocalDate) value);
  }
}
