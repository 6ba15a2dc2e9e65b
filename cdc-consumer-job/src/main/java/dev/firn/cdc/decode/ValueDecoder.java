package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.Unavailable;
import dev.firn.schema.ValueRule;
import dev.firn.schema.ValueText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value of an event as the bulk reader would have read it.
 *
 * <p>Values are Spark's external ones: {@link LocalDate}, {@link Instant}, {@link BigDecimal}, ….
 */
public final class ValueDecoder {

  private static final long MICROS = 1_000_000L;

  /**
   * Debezium's own numbers for PostgreSQL's infinities, which look like ordinary days and times.
   */
  private static final Set<Long> INFINITE_MICROS =
      Set.of(9_223_372_036_825_200_000L, -9_223_372_036_832_400_000L);

  private static final Set<Long> INFINITE_DAYS =
      Set.of(-2_147_472_692L, -2_147_472_691L, 2_147_483_647L, -2_147_483_648L);

  /** Earlier than PostgreSQL's first time: a number that has overflown. */
  private static final long BEFORE_ALL_TIME = -211_000_000_000_000_000L;

  private final Set<String> unavailable;
  private final ArrayDecoder arrays;

  /**
   * @param unavailable the texts that stand for a value that was not sent
   */
  public ValueDecoder(Set<String> unavailable) {
    this.unavailable = unavailable;
    this.arrays = new ArrayDecoder(this::value, unavailable);
  }

  /**
   * @param parser at the value's token; left at its last
   * @throws UndecodableException if the value is not what the contract expects
   */
  @Nullable Object decode(JsonParser parser, ColumnMapping column) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.VALUE_STRING && unavailable.contains(parser.getText())) {
      return Unavailable.VALUE;
    }
    try {
      return value(parser, token, column);
    } catch (UndecodableException e) {
      throw e;
    } catch (RuntimeException | JsonProcessingException e) {
      throw unexpected(parser, column, e);
    }
  }

  private Object value(JsonParser parser, JsonToken token, ColumnMapping column)
      throws IOException {
    ValueRule rule = column.rule();
    return switch (rule) {
      case BOOLEAN, BIT_BOOLEAN -> parser.getBooleanValue();
      case SMALLINT, INTEGER -> Math.toIntExact(integer(parser, token));
      case BIGINT, UNSIGNED_INTEGER -> integer(parser, token);
      case REAL -> (float) floating(parser, token, true);
      case DOUBLE -> floating(parser, token, false);
      case DECIMAL, MONEY -> decimal(parser, column);
      case NUMBER_TEXT -> numberText(parser);
      case TEXT, CAST_TEXT, JSONB_TEXT, UUID_TEXT -> text(parser, token);
      case INTERVAL_TEXT -> StreamText.interval(text(parser, token));
      case OUTPUT_TEXT -> StreamText.ofBytes(text(parser, token));
      case ZONED_TEXT -> StreamText.inUtc(text(parser, token));
      case ZONED_OUTPUT_TEXT -> StreamText.inUtc(StreamText.ofBytes(text(parser, token)));
      case SHAPE_TEXT -> StreamText.shape(StreamText.ofBytes(text(parser, token)));
      case POINT_TEXT -> StreamText.point(parser);
      case HSTORE_TEXT -> hstore(text(parser, token));
      case BIT_TEXT -> StreamText.bits(bytes(parser, token), column.type().precision());
      case BINARY -> bytes(parser, token);
      case DATE -> date(integer(parser, token));
      case TIME_TEXT -> ValueText.timeOfDay(integer(parser, token));
      case TIME_WITH_ZONE_TEXT -> StreamText.timeInUtc(text(parser, token));
      case TIMESTAMP -> timestamp(integer(parser, token));
      case TIMESTAMP_WITH_ZONE -> instant(text(parser, token));
      case ARRAY -> arrays.decode(parser, column);
    };
  }

  /** The placeholder comes as a pair of itself. */
  private Object hstore(String json) throws IOException {
    String text = StreamText.keysAndValues(json);
    boolean wasNotSent =
        unavailable.stream()
            .anyMatch(marker -> text.equals(ValueText.keysAndValues(Map.of(marker, marker))));
    return wasNotSent ? Unavailable.VALUE : text;
  }

  private static byte[] bytes(JsonParser parser, JsonToken token) throws IOException {
    return Base64.getDecoder().decode(text(parser, token));
  }

  private static long integer(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new IllegalArgumentException("expected an integer");
    }
    return parser.getLongValue();
  }

  /** JSON has no NaN and no infinities, so they come as text. */
  private static double floating(JsonParser parser, JsonToken token, boolean single)
      throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return Double.parseDouble(parser.getText());
    }
    return single ? Float.parseFloat(parser.getText()) : parser.getDoubleValue();
  }

  private static String text(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("expected text");
    }
    return parser.getText();
  }

  private static BigDecimal decimal(JsonParser parser, ColumnMapping column) throws IOException {
    DecimalType type = (DecimalType) column.sparkType();
    String special = special(parser.getText());
    if (special != null) {
      throw new ArithmeticException(type.simpleString() + " has no place for " + special);
    }
    BigDecimal value = new BigDecimal(parser.getText());
    if (column.size() != null) {
      requireFit(new BigDecimal(ValueText.number(value)), column.column(), type);
    }
    value = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
    if (value.precision() > type.precision()) {
      throw new ArithmeticException("it has more digits than " + type.simpleString());
    }
    return value;
  }

  /** Another size may hold it, if the size is not the source's own. */
  private static void requireFit(BigDecimal value, String column, DecimalType type) {
    UnfitNumber number =
        new UnfitNumber(
            column, Math.max(value.precision() - value.scale(), 0), Math.max(value.scale(), 0));
    if (number.fractionDigits() > type.scale()
        || number.integerDigits() > type.precision() - type.scale()) {
      String reason =
          "column "
              + column
              + " has a number of "
              + number.integerDigits()
              + " integer and "
              + number.fractionDigits()
              + " fraction digits, for which "
              + type.simpleString()
              + " has no place";
      // What no decimal holds must not keep others from getting their room.
      throw number.integerDigits() + number.fractionDigits() > DecimalType.MAX_PRECISION()
          ? new UndecodableException(reason)
          : new UndecodableException(reason, number);
    }
  }

  private static String numberText(JsonParser parser) throws IOException {
    String special = special(parser.getText());
    return special == null ? ValueText.number(new BigDecimal(parser.getText())) : special;
  }

  /** What is no number, by its name at the source. */
  private static @Nullable String special(String text) {
    return switch (text) {
      case "NAN", "NaN" -> "NaN";
      case "POSITIVE_INFINITY", "Infinity" -> "Infinity";
      case "NEGATIVE_INFINITY", "-Infinity" -> "-Infinity";
      default -> null;
    };
  }

  private static LocalDate date(long days) {
    if (INFINITE_DAYS.contains(days)) {
      throw new IllegalArgumentException("the lake has no infinite date");
    }
    return LocalDate.ofEpochDay(days);
  }

  private static LocalDateTime timestamp(long micros) {
    if (INFINITE_MICROS.contains(micros)) {
      throw new IllegalArgumentException("the lake has no infinite timestamp");
    }
    // Debezium lets later times overflow, or end here.
    if (micros < BEFORE_ALL_TIME || micros == Long.MAX_VALUE) {
      throw new IllegalArgumentException("a time after the year 294246");
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC);
  }

  private static Instant instant(String text) {
    if (text.endsWith("infinity")) {
      throw new IllegalArgumentException("the lake has no infinite timestamp");
    }
    Instant instant = OffsetDateTime.parse(text).toInstant();
    try {
      // The lake counts microseconds in 64 bits.
      Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000L);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a time after the year 294246", e);
    }
    return instant;
  }

  private static UndecodableException unexpected(
      JsonParser parser, ColumnMapping column, Exception cause) throws IOException {
    boolean isList = parser.currentToken() == JsonToken.END_ARRAY;
    String shown = isList ? "[…]" : parser.getText();
    if (shown != null && shown.length() > 60) {
      shown = shown.substring(0, 60) + "…";
    }
    return new UndecodableException(
        "column "
            + column.column()
            + " of type "
            + column.type()
            + " has value "
            + shown
            + ": "
            + reason(cause));
  }

  private static @Nullable String reason(Exception cause) {
    return cause instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : cause.getMessage();
  }
}
