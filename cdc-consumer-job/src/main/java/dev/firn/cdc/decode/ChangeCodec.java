package dev.firn.cdc.decode;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.SentText;
import dev.firn.model.ChangeOperation;
import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import dev.firn.source.DatabaseKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The bytes in which changes travel from the tasks that decode them to the driver. */
final class ChangeCodec {

  private static final byte NULL = 0;
  private static final byte UNAVAILABLE = 1;
  private static final byte FALSE = 2;
  private static final byte TRUE = 3;
  private static final byte INT = 4;
  private static final byte LONG = 5;
  private static final byte FLOAT = 6;
  private static final byte DOUBLE = 7;
  private static final byte DECIMAL = 8;
  private static final byte TEXT = 9;
  private static final byte BYTES = 10;
  private static final byte DATE = 11;
  private static final byte WALL_CLOCK = 12;
  private static final byte INSTANT = 13;
  private static final byte LIST = 14;
  private static final byte STRUCT = 15;

  /** In place of the ordinal of a kind of database. */
  private static final byte NOWHERE = -1;

  private static final SourceLog[] LOGS =
      Arrays.stream(DatabaseType.values())
          .map(type -> DatabaseKind.of(type).log())
          .toArray(SourceLog[]::new);

  private ChangeCodec() {}

  static void write(Output out, Change change) {
    EventPlace place = change.place();
    out.writeInt(place.partition());
    out.writeLong(place.offset());
    writePlace(out, place.log());
    out.writeLong(place.sourceMillis());
    out.writeByte(change.operation().code());
    writeValues(out, change.key() == null ? null : change.key().values());
    writeValues(out, change.oldKey() == null ? null : change.oldKey().values());
    out.writeBoolean(change.keyChangeDelete());
    writeValues(out, change.image());
    writeSent(out, change.sent());
  }

  private static void writeSent(Output out, @Nullable SentText sent) {
    out.writeBoolean(sent != null);
    if (sent != null) {
      writeValue(out, sent.before());
      writeValue(out, sent.event());
    }
  }

  private static @Nullable SentText readSent(Input in) {
    return in.readBoolean() ? new SentText((String) readValue(in), (String) readValue(in)) : null;
  }

  /** The bytes of the operation and the key; of the row, if there is no key. */
  static byte[] identity(Change change) {
    Output out = new Output(256, -1);
    out.writeByte(change.operation().code());
    writeValues(out, change.key() == null ? null : change.key().values());
    writeValues(out, change.key() == null ? change.image() : null);
    return out.toBytes();
  }

  static Change read(Input in) {
    EventPlace place = new EventPlace(in.readInt(), in.readLong(), readPlace(in), in.readLong());
    ChangeOperation operation = Objects.requireNonNull(ChangeOperation.find((char) in.readByte()));
    RowKey key = keyOf(readValues(in));
    RowKey oldKey = keyOf(readValues(in));
    return new Change(
        place, operation, key, oldKey, in.readBoolean(), readValues(in), readSent(in));
  }

  private static void writePlace(Output out, @Nullable LogPlace place) {
    if (place == null) {
      out.writeByte(NOWHERE);
      return;
    }
    out.writeByte(place.log().database().ordinal());
    out.writeLong(place.position());
    out.writeLong(place.committed());
    out.writeLong(place.transaction());
  }

  private static @Nullable LogPlace readPlace(Input in) {
    byte database = in.readByte();
    return database == NOWHERE
        ? null
        : new LogPlace(LOGS[database], in.readLong(), in.readLong(), in.readLong());
  }

  private static @Nullable RowKey keyOf(@Nullable Object @Nullable [] values) {
    return values == null ? null : new RowKey(values);
  }

  private static void writeValues(Output out, @Nullable Object @Nullable [] values) {
    if (values == null) {
      out.writeInt(-1);
      return;
    }
    out.writeInt(values.length);
    for (Object value : values) {
      writeValue(out, value);
    }
  }

  private static @Nullable Object @Nullable [] readValues(Input in) {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    @Nullable Object[] values = new @Nullable Object[length];
    for (int i = 0; i < length; i++) {
      values[i] = readValue(in);
    }
    return values;
  }

  private static void writeValue(Output out, @Nullable Object value) {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value == Unavailable.VALUE) {
      out.writeByte(UNAVAILABLE);
    } else if (value instanceof Boolean bool) {
      out.writeByte(bool ? TRUE : FALSE);
    } else if (value instanceof Integer number) {
      out.writeByte(INT);
      out.writeInt(number);
    } else if (value instanceof Long number) {
      out.writeByte(LONG);
      out.writeLong(number);
    } else if (value instanceof Float number) {
      out.writeByte(FLOAT);
      out.writeFloat(number);
    } else if (value instanceof Double number) {
      out.writeByte(DOUBLE);
      out.writeDouble(number);
    } else if (value instanceof BigDecimal number) {
      out.writeByte(DECIMAL);
      out.writeInt(number.scale());
      writeBytes(out, number.unscaledValue().toByteArray());
    } else if (value instanceof String text) {
      out.writeByte(TEXT);
      writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof byte[] bytes) {
      out.writeByte(BYTES);
      writeBytes(out, bytes);
    } else if (value instanceof LocalDate date) {
      out.writeByte(DATE);
      out.writeLong(date.toEpochDay());
    } else if (value instanceof LocalDateTime time) {
      out.writeByte(WALL_CLOCK);
      out.writeLong(time.toEpochSecond(ZoneOffset.UTC));
      out.writeInt(time.getNano());
    } else if (value instanceof Instant instant) {
      out.writeByte(INSTANT);
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      writeValues(out, list.toArray());
    } else if (value instanceof Row struct) {
      out.writeByte(STRUCT);
      writeValues(out, IntStream.range(0, struct.size()).mapToObj(struct::get).toArray());
    } else {
      throw new IllegalArgumentException("No code for a " + value.getClass());
    }
  }

  private static @Nullable Object readValue(Input in) {
    byte code = in.readByte();
    return switch (code) {
      case NULL -> null;
      case UNAVAILABLE -> Unavailable.VALUE;
      case FALSE -> false;
      case TRUE -> true;
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case FLOAT -> in.readFloat();
      case DOUBLE -> in.readDouble();
      case DECIMAL -> {
        int scale = in.readInt();
        yield new BigDecimal(new BigInteger(readBytes(in)), scale);
      }
      case TEXT -> new String(readBytes(in), StandardCharsets.UTF_8);
      case BYTES -> readBytes(in);
      case DATE -> LocalDate.ofEpochDay(in.readLong());
      case WALL_CLOCK -> LocalDateTime.ofEpochSecond(in.readLong(), in.readInt(), ZoneOffset.UTC);
      case INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
      case LIST -> Arrays.asList(Objects.requireNonNull(readValues(in)));
      case STRUCT -> RowFactory.create(Objects.requireNonNull(readValues(in)));
      default -> throw new IllegalArgumentException("Unknown value code " + code);
    };
  }

  private static void writeBytes(Output out, byte[] bytes) {
    out.writeInt(bytes.length);
    out.writeBytes(bytes);
  }

  private static byte[] readBytes(Input in) {
    return in.readBytes(in.readInt());
  }
}
