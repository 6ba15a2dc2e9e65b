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
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/** Months, days and microseconds, which do not add up. */
record IntervalType() implements PostgresType {

  /** Bytes of each value. */
  private static final int WIDTH = 16;

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

  /** As sessions of Firn have it shown, in PostgreSQL's own style. */
  @Override
  public Object ofText(String text) {
    if (text.endsWith("infinity")) {
      throw new IllegalArgumentException("the lake has no " + text);
    }
    try {
      PGInterval shown = new PGInterval(text);
      long seconds = shown.getHours() * 3600L + shown.getMinutes() * 60L + shown.getWholeSeconds();
      return ValueText.interval(
          shown.getYears() * 12 + shown.getMonths(),
          shown.getDays(),
          seconds * 1_000_000 + shown.getMicroSeconds());
    } catch (SQLException e) {
      throw new IllegalArgumentException("no interval: " + text, e);
    }
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
