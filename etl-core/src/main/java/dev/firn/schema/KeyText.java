package dev.firn.schema;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Values of keys in the lake as text from which PostgreSQL makes its own again. */
public final class KeyText {

  /** Of the others several values share a text, or the server's settings decide how it is read. */
  private static final Set<ValueRule> EXACT =
      EnumSet.of(
          ValueRule.BOOLEAN,
          ValueRule.BIT_BOOLEAN,
          ValueRule.SMALLINT,
          ValueRule.INTEGER,
          ValueRule.BIGINT,
          ValueRule.UNSIGNED_INTEGER,
          ValueRule.REAL,
          ValueRule.DOUBLE,
          ValueRule.DECIMAL,
          ValueRule.NUMBER_TEXT,
          ValueRule.TEXT,
          ValueRule.CAST_TEXT,
          ValueRule.OUTPUT_TEXT,
          ValueRule.ZONED_TEXT,
          ValueRule.ZONED_OUTPUT_TEXT,
          ValueRule.JSONB_TEXT,
          ValueRule.UUID_TEXT,
          ValueRule.BIT_TEXT,
          ValueRule.TIME_TEXT,
          ValueRule.BINARY,
          ValueRule.DATE,
          ValueRule.TIMESTAMP,
          ValueRule.TIMESTAMP_WITH_ZONE);

  private static final DateTimeFormatter DAY =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DAY)
          .appendPattern(" HH:mm:ss.SSSSSS")
          .toFormatter(Locale.ROOT);

  private KeyText() {}

  /** True if every row of the table can be named to the source. */
  public static boolean canName(TableMapping table) {
    return table.hasKey()
        && table.columns().stream()
            .filter(column -> table.key().contains(column.lakeColumn()))
            .allMatch(column -> EXACT.contains(column.rule()));
  }

  /**
   * @param value as events are decoded: an Integer, a LocalDate, an Instant, …
   */
  public static String of(ColumnMapping column, Object value) {
    if (column.rule() == ValueRule.BIT_BOOLEAN) {
      return value.equals(true) ? "1" : "0";
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof LocalDate day) {
      return DAY.format(day) + era(day.getYear());
    }
    if (value instanceof LocalDateTime time) {
      return TIME.format(time) + era(time.getYear());
    }
    if (value instanceof Instant instant) {
      LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      return TIME.format(time) + "+00" + era(time.getYear());
    }
    return value.toString();
  }

  private static String era(int year) {
    return year < 1 ? " BC" : "";
  }
}
