package dev.firn.check.types;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes values of Iceberg's reader in words that SQL can write too, without rounding. */
final class LakeText {
  private static final long MICROS = 1_000_000L;

  private LakeText() {}

  static @Nullable String of(@Nullable Object value) {
    if (value == null) {
      return null;
    } else if (value instanceof Float number) {
      return HexFormat.of().toHexDigits(Float.floatToIntBits(number));
    } else if (value instanceof Double number) {
      return HexFormat.of().toHexDigits(Double.doubleToLongBits(number));
    } else if (value instanceof BigDecimal number) {
      return number.toPlainString();
    } else if (value instanceof LocalDate day) {
      return Long.toString(day.toEpochDay());
    } else if (value instanceof OffsetDateTime instant) {
      return micros(instant.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    } else if (value instanceof LocalDateTime time) {
      return micros(time);
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    } else if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> element == null ? "NULL" : of(element))
          .collect(Collectors.joining(",", "[", "]"));
    }
    return value.toString();
  }

  private static String micros(LocalDateTime time) {
    return Long.toString(time.toEpochSecond(ZoneOffset.UTC) * MICROS + time.getNano() / 1000);
  }
}
