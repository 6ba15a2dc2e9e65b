package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.ColumnType;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Whole numbers of up to 64 bits. */
enum IntegerType implements PostgresType {
  /** {@code int2}; the lake has no narrower type than 32 bits. */
  SMALLINT(DataTypes.IntegerType, 5) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Ints(Short.BYTES) {
        @Override
        public int intAt(byte[] bytes, int at) {
          return CopyBytes.int16(bytes, at);
        }
      };
    }

    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return (int) DebeziumJson.integer(parser, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Override
    public Object ofText(String text) {
      return Integer.parseInt(text);
    }
  },

  /** {@code int4}. */
  INTEGER(DataTypes.IntegerType, 10) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Ints(Integer.BYTES) {
        @Override
        public int intAt(byte[] bytes, int at) {
          return CopyBytes.int32(bytes, at);
        }
      };
    }

    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return Math.toIntExact(DebeziumJson.integer(parser));
    }

    @Override
    public Object ofText(String text) {
      return Integer.parseInt(text);
    }
  },

  /** {@code int8}. */
  BIGINT(DataTypes.LongType, 19) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Longs(Long.BYTES) {
        @Override
        public long longAt(byte[] bytes, int at) {
          return CopyBytes.int64(bytes, at);
        }
      };
    }
  },

  /** 32 bits without a sign, such as {@code oid}. */
  UNSIGNED_INTEGER(DataTypes.LongType, 10) {
    @Override
    public CopyField field(Refusal refusal) {
      return new CopyField.Longs(Integer.BYTES) {
        @Override
        public long longAt(byte[] bytes, int at) {
          return Integer.toUnsignedLong(CopyBytes.int32(bytes, at));
        }
      };
    }

    @Override
    public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
      return DebeziumJson.integer(parser, 0, 0xFFFFFFFFL);
    }

    @Override
    public boolean widensTo(ColumnType later) {
      return false;
    }
  };

  private final DataType lakeType;
  private final int digits;

  /**
   * @param digits the most that a number has
   */
  IntegerType(DataType lakeType, int digits) {
    this.lakeType = lakeType;
    this.digits = digits;
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
    return "the number";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public @Nullable SentForm sentForm() {
    return switch (this) {
      case SMALLINT -> SentForm.INT16;
      case INTEGER -> SentForm.INT32;
      case BIGINT -> SentForm.INT64;
      case UNSIGNED_INTEGER -> null;
    };
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.integer(parser);
  }

  @Override
  public Object ofText(String text) {
    return Long.parseLong(text);
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public boolean widensTo(ColumnType later) {
    if (later instanceof NumericDecimalType decimal) {
      return decimal.integerDigits() >= digits;
    }
    return later instanceof IntegerType number
        && number != UNSIGNED_INTEGER
        && number.compareTo(this) >= 0;
  }
}
