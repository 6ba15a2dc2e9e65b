package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import java.util.UUID;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code uuid}, as lower-case text. */
record UuidType() implements PostgresType {

  /** Bytes of each value. */
  private static final int WIDTH = 16;

  @Override
  public String rule() {
    return "UUID_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "lower-case text";
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
            ValueText.uuid(CopyBytes.int64(bytes, at), CopyBytes.int64(bytes, at + 8)));
  }

  @Override
  public SentForm sentForm() {
    return SentForm.UUID_TEXT;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    String text = DebeziumJson.text(parser);
    if (!text.equals(UUID.fromString(text).toString())) {
      throw new IllegalArgumentException("expected a UUID");
    }
    return text;
  }

  @Override
  public Object ofText(String text) {
    return text;
  }

  @Override
  public boolean namesRows() {
    return true;
  }
}
