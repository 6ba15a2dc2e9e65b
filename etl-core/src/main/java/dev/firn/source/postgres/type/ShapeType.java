package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.FloatText;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Shapes of more than a point, which the driver that Debezium uses writes with numbers as Java
 * does.
 */
record ShapeType() implements PostgresType {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*(?:[eE][-+]?[0-9]+)?|Infinity|NaN)");

  @Override
  public String rule() {
    return "SHAPE_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "the text that the database writes";
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
    return asServer(DebeziumJson.textOfBytes(parser));
  }

  @Override
  public Object ofText(String text) {
    return text;
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  /** The numbers as PostgreSQL writes them, not as Java does. */
  static String asServer(String text) {
    return NUMBER
        .matcher(text)
        .replaceAll(
            number -> Matcher.quoteReplacement(FloatText.of(Double.parseDouble(number.group()))));
  }
}
