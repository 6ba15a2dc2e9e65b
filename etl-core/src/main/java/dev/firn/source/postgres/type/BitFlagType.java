package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code bit(1)}, which Debezium sends as a truth value. */
record BitFlagType() implements PostgresType {

  @Override
  public String rule() {
    return "BIT_BOOLEAN";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.BooleanType;
  }

  @Override
  public String form() {
    return "true for 1";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public String selected(String name) {
    return name + "::int4::bool";
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new BoolType().field(refusal);
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return parser.getBooleanValue();
  }

  @Override
  public Object ofText(String text) {
    return text.equals("1");
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return value.equals(true) ? "1" : "0";
  }
}
