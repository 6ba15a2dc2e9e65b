package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.oracle.wire.DateBytes;
import java.io.IOException;
import java.time.ZoneOffset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Instants with the zone in which they were written, or without. */
record ZonedTimestampType() implements StoredType {

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

  /** Which instant it is the server knows, with all the rules of its zones. */
  @Override
  public String selected(DeclaredType declared, String name) {
    return "SYS_EXTRACT_UTC(" + name + ")";
  }

  @Override
  public Object ofBytes(byte[] bytes) {
    return DateBytes.time(bytes).toInstant(ZoneOffset.UTC);
  }
}
