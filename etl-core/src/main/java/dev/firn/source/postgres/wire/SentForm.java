package dev.firn.source.postgres.wire;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Writes a value of the lake as the {@code *send} function of its type writes it at the source: the
 * way back of a {@link CopyField}. Two values never have one form; what the server never sends has
 * one that is longer than any of its own.
 */
@FunctionalInterface
public interface SentForm extends Serializable {

  SentForm BOOLEAN = (values, at, out) -> out.int8(values.getBoolean(at) ? 1 : 0);

  SentForm INT16 =
      (values, at, out) -> {
        int value = values.getInt(at);
        if (value == (short) value) {
          out.int16(value);
        } else {
          out.int32(value);
        }
      };

  SentForm INT32 = (values, at, out) -> out.int32(values.getInt(at));
  SentForm INT64 = (values, at, out) -> out.int64(values.getLong(at));
  SentForm FLOAT = (values, at, out) -> out.int32(Float.floatToRawIntBits(values.getFloat(at)));
  SentForm DOUBLE =
      (values, at, out) -> out.int64(Double.doubleToRawLongBits(values.getDouble(at)));
  SentForm BYTES = (values, at, out) -> out.all(values.getBinary(at));
  SentForm TEXT = (values, at, out) -> out.all(values.getUTF8String(at));

  /** One byte says the version of the format. */
  SentForm JSONB =
      (values, at, out) -> {
        out.int8(1);
        TEXT.write(values, at, out);
      };

  SentForm UUID_TEXT =
      (values, at, out) -> {
        String text = values.getUTF8String(at).toString();
        Optional<UUID> value = uuid(text);
        if (value.isPresent()) {
          out.int64(value.get().getMostSignificantBits());
          out.int64(value.get().getLeastSignificantBits());
        } else {
          out.all(new byte[2 * Long.BYTES + 1]);
          TEXT.write(values, at, out);
        }
      };

  /**
   * @param values of a row by column, or of a column by row
   * @param at where the value is, which is not null
   */
  void write(SpecializedGetters values, int at, SentBytes out);

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
        ? (values, at, out) -> out.int32((int) (values.getInt(at) - epoch))
        : (values, at, out) -> out.int64(values.getLong(at) - epoch);
  }

  /** A number of which the server always shows as many places. */
  static SentForm decimal(int precision, int scale) {
    SentNumeric form = new SentNumeric(scale);
    return (values, at, out) -> form.write(values.getDecimal(at, precision, scale), out);
  }
}
