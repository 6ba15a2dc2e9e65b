package dev.firn.source.oracle.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.oracle.wire.FloatBytes;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Binary fractions. */
enum BinaryFloatType implements StoredType {
  /** {@code BINARY_FLOAT}. */
  REAL(DataTypes.FloatType) {
    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return DebeziumJson.single(parser);
    }

    @Override
    public Object ofBytes(byte[] bytes) {
      return FloatBytes.single(bytes);
    }

    @Override
    public boolean widensTo(ColumnType later) {
      return later == DOUBLE;
    }
  },

  /** {@code BINARY_DOUBLE}. */
  DOUBLE(DataTypes.DoubleType) {
    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return DebeziumJson.floating(parser);
    }

    @Override
    public Object ofBytes(byte[] bytes) {
      return FloatBytes.floating(bytes);
    }
  };

  private final DataType lakeType;

  BinaryFloatType(DataType lakeType) {
    this.lakeType = lakeType;
  }

  @Override
  public String rule() {
    return name();
  }

  @Override
  public DataType lakeType() {
    return lakeType;
  }

  @Override
  public String form() {
    return "the number, with NaN, infinities and negative zero";
  }

  @Override
  public String limit(DeclaredType declared) {
    return "NaN and infinities stop the connector";
  }
}
