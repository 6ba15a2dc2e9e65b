package dev.firn.cdc.decode;

import dev.firn.schema.ArrayLiteral;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ValueText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/**
 * What rows that existed before a column was added show in it, read from the text of PostgreSQL's
 * catalog.
 */
public final class DefaultValue {

  private static final DateTimeFormatter WALL_CLOCK =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(java.util.Locale.ROOT);

  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .append(WALL_CLOCK)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(java.util.Locale.ROOT);

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private DefaultValue() {}

  /** The value as the event decoder would have read it. */
  public static Object of(ColumnMapping column, String text) {
    return switch (column.rule()) {
      case BOOLEAN, BIT_BOOLEAN -> text.equals("1") || text.equals("t") || text.equals("true");
      case SMALLINT, INTEGER -> Integer.parseInt(text);
      case BIGINT, UNSIGNED_INTEGER -> Long.parseLong(text);
      case REAL -> Float.parseFloat(text);
      case DOUBLE -> Double.parseDouble(text);
      case DECIMAL -> new BigDecimal(text).setScale(((DecimalType) column.sparkType()).scale());
      case NUMBER_TEXT -> number(text);
      case TEXT,
          CAST_TEXT,
          OUTPUT_TEXT,
          ZONED_TEXT,
          ZONED_OUTPUT_TEXT,
          POINT_TEXT,
          SHAPE_TEXT,
          BIT_TEXT,
          JSONB_TEXT,
          UUID_TEXT ->
          text;
      case BINARY -> HexFormat.of().parseHex(text.substring(2));
      case DATE -> LocalDate.parse(text);
      case TIME_TEXT -> time(text);
      case TIMESTAMP -> LocalDateTime.parse(text, WALL_CLOCK);
      case TIMESTAMP_WITH_ZONE -> OffsetDateTime.parse(text, INSTANT).toInstant();
      case ARRAY -> list(column.element(), text);
      case MONEY, HSTORE_TEXT, TIME_WITH_ZONE_TEXT, INTERVAL_TEXT ->
          throw new IllegalArgumentException("defaults of this type are not read");
    };
  }

  /** The value as a Spark SQL literal of the lake's type. */
  public static String sql(ColumnMapping column, String text) {
    return Literal.create(of(column, text), column.sparkType()).sql();
  }

  private static List<@Nullable Object> list(ColumnMapping element, String text) {
    List<@Nullable String> elements = ArrayLiteral.elements(text, element.type());
    if (elements == null) {
      throw new IllegalArgumentException("an array of more than one dimension");
    }
    List<@Nullable Object> list = new ArrayList<>();
    elements.forEach(value -> list.add(value == null ? null : of(element, value)));
    return list;
  }

  private static String number(String text) {
    boolean isName = Character.isLetter(text.charAt(text.length() - 1));
    return isName ? text : ValueText.number(new BigDecimal(text));
  }

  private static String time(String text) {
    return ValueText.timeOfDay(
        text.startsWith("24:") ? MICROS_PER_DAY : LocalTime.parse(text).toNanoOfDay() / 1000);
  }
}
