package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.FloatText;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code point}, which Debezium sends as an object. */
record PointType() implements PostgresType {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String rule() {
    return "POINT_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "(x,y) as the database writes it";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.SERVER_TEXT;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.PlainTexts();
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    Map<?, ?> point = JSON.readValue(parser, Map.class);
    return "(" + coordinate(point.get("x")) + "," + coordinate(point.get("y")) + ")";
  }

  @Override
  public Object ofText(String text) {
    return text;
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  private static String coordinate(@Nullable Object value) {
    return FloatText.of(Double.parseDouble(String.valueOf(value)));
  }
}
