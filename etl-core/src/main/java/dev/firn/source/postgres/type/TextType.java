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

/** Character data, byte for byte; labels of enums too. */
record TextType() implements PostgresType {

  @Override
  public String rule() {
    return "TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "the text, padding of char(n) included";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.PlainTexts();
  }

  @Override
  public SentForm sentForm() {
    return SentForm.TEXT;
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
