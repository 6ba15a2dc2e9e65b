package dev.firn.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** The forms that Debezium gives to values in JSON, whatever the database. */
public final class DebeziumJson {

  private static final long MICROS = 1_000_000L;

  /** PostgreSQL has up to 131,072 digits before the point. */
  private static final int MAX_SCALE = 200_000;

  /** Debezium's own numbers for infinite times, which look like ordinary ones. */
  private static final Set<Long> INFINITE_MICROS =
      Set.of(9_223_372_036_825_200_000L, -9_223_372_036_832_400_000L);

  /** Earlier than the first time of any database: a number that has overflown. */
  private static final long BEFORE_ALL_TIME = -211_000_000_000_000_000L;

  private DebeziumJson() {}

  public static long integer(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new IllegalArgumentException("expected an integer");
    }
    return parser.getLongValue();
  }

  /**
   * A whole number of a type that has no others.
   *
   * @throws IllegalArgumentException if it is outside the bounds, both included
   */
  public static long integer(JsonParser parser, long min, long max) throws IOException {
    long value = integer(parser);
    if (value < min || value > max) {
      throw new IllegalArgumentException("expected an integer from " + min + " to " + max);
    }
    return value;
  }

  /** JSON has no NaN and no infinities, so they come as text. */
  public static double floating(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return notFinite(parser.getText());
    }
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("64 bits have no place for it");
    }
    return value;
  }

  /** As {@link #floating}, for 32 bits: rounding twice would be another number. */
  public static float single(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return (float) notFinite(parser.getText());
    }
    float value = Float.parseFloat(parser.getText());
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("32 bits have no place for it");
    }
    return value;
  }

  private static double notFinite(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("expected a number");
    };
  }

  public static String text(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("expected text");
    }
    return parser.getText();
  }

  /** Bytes in Base64 as it is written, with all of its padding and no bits that say nothing. */
  public static byte[] bytes(JsonParser parser) throws IOException {
    String text = text(parser);
    byte[] bytes = Base64.getDecoder().decode(text);
    int whole = Math.max(0, bytes.length - 1) / 3 * 3;
    byte[] last = Arrays.copyOfRange(bytes, whole, bytes.length);
    if (text.length() % 4 != 0 || !text.endsWith(Base64.getEncoder().encodeToString(last))) {
      throw new IllegalArgumentException("expected Base64");
    }
    return bytes;
  }

  /** The text of a value whose type Debezium does not know, which it sends as bytes. */
  public static String textOfBytes(JsonParser parser) throws IOException {
    return new String(bytes(parser), StandardCharsets.UTF_8);
  }

  /**
   * @param measured true if the size is not the source's own, so that another may hold what it does
   *     not
   * @throws WideNumberException if that is so
   */
  public static BigDecimal decimal(JsonParser parser, int precision, int scale, boolean measured)
      throws IOException {
    String text = parser.getText();
    String special = special(text);
    if (special != null) {
      throw new ArithmeticException(lakeType(precision, scale) + " has no place for " + special);
    }
    return fitting(digits(text), precision, scale, measured);
  }

  /** The same of a number that came on another way. */
  public static BigDecimal fitting(BigDecimal number, int precision, int scale, boolean measured) {
    if (measured) {
      requireFit(new BigDecimal(ValueText.number(number)), precision, scale);
    }
    BigDecimal value = number.setScale(scale, RoundingMode.UNNECESSARY);
    if (value.precision() > precision) {
      throw new ArithmeticException("it has more digits than " + lakeType(precision, scale));
    }
    return value;
  }

  private static void requireFit(BigDecimal value, int precision, int scale) {
    int integerDigits = Math.max(value.precision() - value.scale(), 0);
    int fractionDigits = Math.max(value.scale(), 0);
    if (fractionDigits > scale || integerDigits > precision - scale) {
      throw new WideNumberException(integerDigits, fractionDigits, lakeType(precision, scale));
    }
  }

  private static String lakeType(int precision, int scale) {
    return new DecimalType(precision, scale).simpleString();
  }

  /** A number of any size, by its digits. */
  public static String number(JsonParser parser) throws IOException {
    String text = parser.getText();
    String special = special(text);
    return special == null ? ValueText.number(digits(text)) : special;
  }

  /** Java takes digits of other scripts too, which no database sends. */
  private static BigDecimal digits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 'z') {
        throw new IllegalArgumentException("expected a number");
      }
    }
    BigDecimal number = new BigDecimal(text);
    // A few characters can ask for more zeros than there is memory.
    if (Math.abs((long) number.scale()) > MAX_SCALE) {
      throw new IllegalArgumentException("no database has such numbers");
    }
    return number;
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

  /** A wall-clock time in microseconds. */
  public static LocalDateTime wallClock(JsonParser parser) throws IOException {
    long micros = integer(parser);
    if (INFINITE_MICROS.contains(micros)) {
      throw new IllegalArgumentException("the lake has no infinite timestamp");
    }
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      // Since 3.7 Debezium sends the infinities so too.
      throw new IllegalArgumentException(
          "the lake has no infinite timestamp, and no place for a time after the year 294246");
    }
    // Debezium lets later times overflow.
    if (micros < BEFORE_ALL_TIME) {
      throw new IllegalArgumentException("a time after the year 294246");
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC);
  }

  /** An instant as ISO 8601 writes it, in whatever zone. */
  public static Instant instant(JsonParser parser) throws IOException {
    String text = text(parser);
    if (text.endsWith("infinity")) {
      throw new IllegalArgumentException("the lake has no infinite timestamp");
    }
    Instant instant = OffsetDateTime.parse(text).toInstant();
    if (instant.getNano() % 1000 != 0) {
      throw new IllegalArgumentException("the lake has no nanoseconds");
    }
    try {
      // The lake counts microseconds in 64 bits.
      Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000L);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a time after the year 294246", e);
    }
    return instant;
  }

  /**
   * An interval with its microseconds. Debezium adds seconds up in binary fractions and cuts them,
   * so that 8.219074 comes as 8.219073999.
   */
  public static String interval(JsonParser parser) throws IOException {
    String text = text(parser);
    int begin = text.lastIndexOf('M') + 1;
    BigDecimal seconds = new BigDecimal(text.substring(begin, text.length() - 1));
    return text.substring(0, begin)
        + ValueText.number(seconds.setScale(6, RoundingMode.HALF_EVEN))
        + "S";
  }
}
