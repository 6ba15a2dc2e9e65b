package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.Unavailable;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code hstore}, as a JSON object. */
record HstoreType() implements PostgresType {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String rule() {
    return "HSTORE_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "a JSON object of texts and nulls, sorted by key";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.WrittenTexts((bytes, at, length) -> pairs(bytes, at));
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    String pairs = sorted(DebeziumJson.text(parser));
    return unavailable.isPair(pairs) ? Unavailable.VALUE : pairs;
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.HSTORE);
  }

  @Override
  public Object ofText(String text) {
    throw new UnsupportedOperationException("defaults of this type are not read");
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  static String sorted(String json) throws IOException {
    Map<String, @Nullable String> entries =
        JSON.readValue(json, new TypeReference<Map<String, @Nullable String>>() {});
    return ValueText.keysAndValues(entries);
  }

  private static String pairs(byte[] bytes, int at) {
    Map<String, @Nullable String> entries = new HashMap<>();
    int pairs = CopyBytes.int32(bytes, at);
    int next = at + 4;
    for (int i = 0; i < pairs; i++) {
      int keyLength = CopyBytes.int32(bytes, next);
      String key = new String(bytes, next + 4, keyLength, StandardCharsets.UTF_8);
      next += 4 + keyLength;
      int valueLength = CopyBytes.int32(bytes, next);
      String value =
          valueLength < 0 ? null : new String(bytes, next + 4, valueLength, StandardCharsets.UTF_8);
      next += 4 + Math.max(valueLength, 0);
      entries.put(key, value);
    }
    return ValueText.keysAndValues(entries);
  }
}
