package dev.firn.source.postgres.wire;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Writes a value of the lake as the {@code *send} function of its type writes it at the source: the
 * way back of a {@link CopyField}. Two values never have one form; what the server never sends has
 * one that is longer than any of its own.
 */
@FunctionalInterface
public interface SentForm extends Serializable {

  SentForm BOOLEAN = (row, at, out) -> out.int8(row.getBoolean(at) ? 1 : 0);

  SentForm INT16 =
      (row, at, out) -> {
        int value = row.getInt(at);
        if (value == (short) value) {
          out.int16(value);
        } else {
          out.int32(value);
        }
      };

  SentForm INT32 = (row, at, out) -> out.int32(row.getInt(at));
  SentForm INT64 = (row, at, out) -> out.int64(row.getLong(at));
  SentForm FLOAT = (row, at, out) -> out.int32(Float.floatToRawIntBits(row.getFloat(at)));
  SentForm DOUBLE = (row, at, out) -> out.int64(Double.doubleToRawLongBits(row.getDouble(at)));
  SentForm BYTES = (row, at, out) -> out.all(row.getBinary(at));
  SentForm TEXT = (row, at, out) -> out.all(row.getUTF8String(at));

  /** One byte says the version of the format. */
  SentForm JSONB =
      (row, at, out) -> {
        out.int8(1);
        TEXT.write(row, at, out);
      };

  SentForm UUID_TEXT =
      (row, at, out) -> {
        String text = row.getUTF8String(at).toString();
        Optional<UUID> value = uuid(text);
        if (value.isPresent()) {
          out.int64(value.get().getMostSignificantBits());
          out.int64(value.get().getLeastSignificantBits());
        } else {
          out.all(new byte[2 * Long.BYTES + 1]);
          TEXT.write(row, at, out);
        }
      };

  /**
   * @param row in which the value is not null
   */
  void write(InternalRow row, int at, SentBytes out);

  /** Empty if it is not written as the server writes it. */
  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(value -> value.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Days or microseconds that are counted from another one than the lake's. */
  static SentForm since(SentForm form, long epoch) {
    return form == INT32
        ? (row, at, out) -> out.int32((int) (row.getInt(at) - epoch))
        : (row, at, out) -> out.int64(row.getLong(at) - epoch);
  }

  /** A number of which the server always shows as many places. */
  static SentForm decimal(int precision, int scale) {
    SentNumeric form = new SentNumeric(scale);
    return (row, at, out) -> form.write(row.getDecimal(at, precision, scale), out);
  }
}
