package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code jsonb}, in the canonical text of the server. */
record JsonbType() implements PostgresType {

  @Override
  public String rule() {
    return "JSONB_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "the server's canonical text";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.Texts() {
      @Override
      public UTF8String textAt(byte[] bytes, int at, int length) {
        // One byte says the version of the format, which has been 1 for ever.
        return UTF8String.fromBytes(bytes, at + 1, length - 1);
      }
    };
  }

  @Override
  public SentForm sentForm() {
    return SentForm.JSONB;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.text(parser);
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
