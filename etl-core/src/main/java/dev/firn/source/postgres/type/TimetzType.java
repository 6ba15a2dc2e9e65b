package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A time of day with a zone, moved to UTC, because events do not carry the zone. */
record TimetzType() implements PostgresType {

  /** Bytes of each value. */
  private static final int WIDTH = 12;

  private static final DateTimeFormatter SHOWN =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:mm:ss", "Z")
          .toFormatter(Locale.ROOT);

  @Override
  public String rule() {
    return "TIME_WITH_ZONE_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "HH:mm:ss.SSSSSSZ, moved to UTC";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "the zone is not kept, 24:00 is 00:00";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.WrittenTexts(
        WIDTH,
        (bytes, at, length) ->
            ValueText.timeInUtc(CopyBytes.int64(bytes, at), CopyBytes.int32(bytes, at + 8)));
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return inUtc(DebeziumJson.text(parser));
  }

  /** As the database shows it, with no more of its zone than needed. */
  @Override
  public Object ofText(String text) {
    return inUtc(OffsetTime.parse(withoutEndOfDay(text), SHOWN));
  }

  /** The same time in two zones. */
  @Override
  public boolean keepsApart() {
    return false;
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  /** A time in UTC with all its digits. */
  static String inUtc(String text) {
    return inUtc(OffsetTime.parse(withoutEndOfDay(text)));
  }

  /** Since 3.7 Debezium tells the end of a day in UTC from its beginning; no other zone does. */
  private static String withoutEndOfDay(String text) {
    return text.startsWith("24:") ? "00:" + text.substring(3) : text;
  }

  private static String inUtc(OffsetTime time) {
    return ValueText.timeInUtc(
        time.toLocalTime().toNanoOfDay() / 1000, -time.getOffset().getTotalSeconds());
  }
}
