package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Months, days and microseconds, which do not add up. */
record IntervalType() implements PostgresType {

  /** Bytes of each value. */
  private static final int WIDTH = 16;

  /** An interval as sessions of Firn have it shown: each part has its own sign, and may lack. */
  private static final Pattern SHOWN =
      Pattern.compile(
          "(?:([+-]?\\d+) years?)? ?(?:([+-]?\\d+) mons?)? ?(?:([+-]?\\d+) days?)? ?"
              + "(?:([+-]?)(\\d+):(\\d\\d):(\\d\\d(?:\\.\\d{1,6})?))?");

  private static final String ZERO = "P0Y0M0DT0H0M0S";

  @Override
  public String rule() {
    return "INTERVAL_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "P1Y2M3DT4H5M6.789S, every part with its own sign";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "infinity (PostgreSQL 17) is refused; 2^31 hours and more stop the connector";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.WrittenTexts(WIDTH, (bytes, at, length) -> text(bytes, at, refusal));
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.interval(parser);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.INTERVALS, PostgresSettings.SESSION);
  }

  /** Another style than sessions of Firn ask for, and an infinity, are refused. */
  @Override
  public Object ofText(String text) {
    Matcher parts = SHOWN.matcher(text);
    if (text.isBlank() || !parts.matches()) {
      throw new IllegalArgumentException("it is not shown in style \"postgres\"");
    }
    return ValueText.interval(
        Math.addExact(Math.multiplyExact(number(parts, 1), 12), number(parts, 2)),
        number(parts, 3),
        parts.group(5) == null ? 0 : micros(parts));
  }

  private static int number(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static long micros(Matcher parts) {
    long minutes = Long.parseLong(parts.group(5)) * 60 + Long.parseLong(parts.group(6));
    BigDecimal seconds =
        BigDecimal.valueOf(minutes)
            .multiply(BigDecimal.valueOf(60))
            .add(new BigDecimal(parts.group(7)));
    long micros = seconds.movePointRight(6).longValueExact();
    return parts.group(4).equals("-") ? -micros : micros;
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  @Override
  public List<AmbiguousEncoding> ambiguities() {
    return List.of(PostgresAmbiguity.INFINITE_INTERVAL);
  }

  @Override
  public @Nullable AmbiguousEncoding ambiguityOf(Object value) {
    return ZERO.equals(value) ? PostgresAmbiguity.INFINITE_INTERVAL : null;
  }

  /** All parts are at their ends for the infinities. */
  private static String text(byte[] bytes, int at, Refusal refusal) {
    long micros = CopyBytes.int64(bytes, at);
    int days = CopyBytes.int32(bytes, at + 8);
    int months = CopyBytes.int32(bytes, at + 12);
    if (micros == Long.MAX_VALUE && months == Integer.MAX_VALUE) {
      throw refusal.of("infinity");
    }
    if (micros == Long.MIN_VALUE && months == Integer.MIN_VALUE) {
      throw refusal.of("-infinity");
    }
    return ValueText.interval(months, days, micros);
  }
}
