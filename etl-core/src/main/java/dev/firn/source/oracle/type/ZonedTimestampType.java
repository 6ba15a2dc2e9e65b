package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Instants with the zone in which they were written, or without. */
record ZonedTimestampType() implements OracleType {

  @Override
  public String rule() {
    return "TIMESTAMP_WITH_ZONE";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.TimestampType;
  }

  @Override
  public String form() {
    return "the instant, in microseconds";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "the zone is not kept";
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.instant(parser);
  }
}
