package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code RAW} and {@code BLOB}. */
record BinaryType() implements StoredType {

  @Override
  public String rule() {
    return "BINARY";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String form() {
    return "the bytes";
  }

  @Override
  public @Nullable String limit(DeclaredType declared) {
    return declared.name().equals("BLOB") ? OracleTypes.EMPTY_IS_NULL : null;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.bytes(parser);
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    return bytes;
  }
}
