package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.ColumnType;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Binary fractions; IEEE bits, NaN and negative zero included. */
enum FloatType implements PostgresType {
  /** {@code float4}. */
  REAL(DataTypes.FloatType) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Floats() {
        @Override
        public float floatAt(byte[] bytes, int at) {
          return Float.intBitsToFloat(CopyBytes.int32(bytes, at));
        }
      };
    }

    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return DebeziumJson.single(parser);
    }

    @Override
    public Object ofText(String text) {
      return Float.parseFloat(text);
    }

    @Override
    public boolean widensTo(ColumnType later) {
      return later == DOUBLE;
    }
  },

  /** {@code float8}. */
  DOUBLE(DataTypes.DoubleType) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Doubles() {
        @Override
        public double doubleAt(byte[] bytes, int at) {
          return Double.longBitsToDouble(CopyBytes.int64(bytes, at));
        }
      };
    }

    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return DebeziumJson.floating(parser);
    }

    @Override
    public Object ofText(String text) {
      return Double.parseDouble(text);
    }
  };

  private final DataType lakeType;

  FloatType(DataType lakeType) {
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
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public SentForm sentForm() {
    return this == REAL ? SentForm.FLOAT : SentForm.DOUBLE;
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.SESSION);
  }

  @Override
  public boolean namesRows() {
    return true;
  }
}
