package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.oracle.wire.IntervalBytes;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Years and months, or days and seconds. */
record IntervalType() implements StoredType {

  @Override
  public String rule() {
    return "INTERVAL_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "P1Y2M3DT4H5M6.789S, every part with its own sign";
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.interval(parser);
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    return IntervalBytes.text(bytes);
  }
}
