package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.oracle.wire.DateBytes;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code DATE}, which has seconds in Oracle, and {@code TIMESTAMP}. */
record TimestampType() implements StoredType {

  @Override
  public String rule() {
    return "TIMESTAMP";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.TimestampNTZType;
  }

  @Override
  public String form() {
    return "the wall-clock time, in microseconds";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "days before Christ stop the connector";
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.wallClock(parser);
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    return DateBytes.time(bytes);
  }
}
