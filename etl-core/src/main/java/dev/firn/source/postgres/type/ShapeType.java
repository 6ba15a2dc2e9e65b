package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.FloatText;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Shapes of more than a point. Debezium 3.7 sends them as objects of their numbers; before, it sent
 * the text that its driver writes, with numbers as Java does.
 */
record ShapeType() implements PostgresType {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    return parser.currentToken() == JsonToken.START_OBJECT
        ? ofObject(JSON.readTree(parser))
        : asServer(DebeziumJson.textOfBytes(parser));
  }

  private static String ofObject(JsonNode shape) {
    if (shape.has("wkb")) {
      return ofPoints(shape.path("extensions"), points(shape.path("wkb")));
    }
    if (shape.has("radius")) {
      JsonNode center = shape.path("center");
      return "<"
          + point(number(center, "x"), number(center, "y"))
          + ","
          + number(shape, "radius")
          + ">";
    }
    return "{" + number(shape, "a") + "," + number(shape, "b") + "," + number(shape, "c") + "}";
  }

  private static String ofPoints(JsonNode form, List<String> points) {
    return switch (form.path("type").asText()) {
      case "lseg" -> "[" + String.join(",", points) + "]";
      // All corners, from the upper right one on, and that one again.
      case "box" -> points.get(0) + "," + points.get(2);
      case "path" -> {
        boolean closed = form.path("closed").asBoolean();
        yield (closed ? "(" : "[") + String.join(",", points) + (closed ? ")" : "]");
      }
      // Whether its last point is written twice, nobody can tell.
      default -> throw new IllegalArgumentException("a shape that Debezium does not send exactly");
    };
  }

  /** Well-known binary: byte order, kind, for a polygon the number of rings, then the points. */
  private static List<String> points(JsonNode base64) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64.asText()));
    bytes.order(bytes.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean isPolygon = bytes.getInt() == 3;
    if (isPolygon && bytes.getInt() != 1) {
      throw new IllegalArgumentException("a polygon of several rings");
    }
    int count = bytes.getInt();
    List<String> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(point(FloatText.of(bytes.getDouble()), FloatText.of(bytes.getDouble())));
    }
    return points;
  }

  private static String point(String x, String y) {
    return "(" + x + "," + y + ")";
  }

  /** JSON has no NaN and no infinities, so they come as text. */
  private static String number(JsonNode shape, String name) {
    return FloatText.of(Double.parseDouble(shape.path(name).asText()));
  }

  @Override
  public String limit(DeclaredType declared) {
    return "NaN and infinities may stop the connector";
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
