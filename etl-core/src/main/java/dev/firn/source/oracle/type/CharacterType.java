package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Character data, byte for byte. */
record CharacterType() implements OracleType {

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
  public @Nullable String limit(DeclaredType declared) {
    return switch (declared.name()) {
      case "CLOB", "NCLOB" -> OracleTypes.EMPTY_IS_NULL;
      case "XMLTYPE" -> "the text may be another of the same meaning";
      default -> null;
    };
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.text(parser);
  }

  /** The driver needs libraries of its own for documents, and none for their text. */
  @Override
  public String selected(DeclaredType declared, String name) {
    return declared.name().equals("XMLTYPE") ? "XMLSERIALIZE(CONTENT " + name + " AS CLOB)" : name;
  }
}
