package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code bool}. */
record BoolType() implements PostgresType {

  @Override
  public String rule() {
    return "BOOLEAN";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.BooleanType;
  }

  @Override
  public String form() {
    return "true or false";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.Booleans() {
      @Override
      public boolean booleanAt(byte[] bytes, int at) {
        return bytes[at] != 0;
      }
    };
  }

  @Override
  public SentForm sentForm() {
    return SentForm.BOOLEAN;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return parser.getBooleanValue();
  }

  @Override
  public Object ofText(String text) {
    return text.equals("t") || text.equals("true");
  }

  @Override
  public boolean namesRows() {
    return true;
  }
}
