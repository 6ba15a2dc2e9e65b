package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.schema.ValueText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings texts of events into the form that the database writes in a session in UTC. */
final class StreamText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*(?:[eE][-+]?[0-9]+)?|Infinity|NaN)");

  private static final Pattern INSTANT =
      Pattern.compile(
          "([0-9]{4,}-[0-9]{2}-[0-9]{2} [0-9:.]+)([-+][0-9]{2}(?::[0-9]{2}){0,2})( BC)?");

  private static final DateTimeFormatter WALL_CLOCK =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NEVER)
          .appendPattern("-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final long SMALLEST_PLAIN_EXPONENT = -4;
  private static final long FIRST_LARGE_EXPONENT = 15;

  private StreamText() {}

  /** The text of a value that Debezium does not know and sends as bytes. */
  static String ofBytes(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /** The numbers as PostgreSQL writes them, not as Java does. */
  static String shape(String text) {
    return NUMBER
        .matcher(text)
        .replaceAll(number -> Matcher.quoteReplacement(number(Double.parseDouble(number.group()))));
  }

  /** The shortest digits that name the number, with an exponent where PostgreSQL has one. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    String sign = 1 / value < 0 || value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0";
    }
    shortest = shortest.stripTrailingZeros().abs();
    long exponent = (long) shortest.precision() - shortest.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < FIRST_LARGE_EXPONENT) {
      return sign + shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%s%02d"
        .formatted(sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** The instants in UTC, whatever the zone they are written in. */
  static String inUtc(String text) {
    return INSTANT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(utc(found)));
  }

  private static String utc(MatchResult found) {
    boolean beforeChrist = found.group(3) != null;
    TemporalAccessor fields = WALL_CLOCK.parse(found.group(1));
    int year = fields.get(ChronoField.YEAR_OF_ERA);
    LocalDateTime local =
        LocalDateTime.of(
            LocalDate.of(
                beforeChrist ? 1 - year : year,
                fields.get(ChronoField.MONTH_OF_YEAR),
                fields.get(ChronoField.DAY_OF_MONTH)),
            LocalTime.from(fields));
    LocalDateTime utc = local.minusSeconds(ZoneOffset.of(found.group(2)).getTotalSeconds());
    return WALL_CLOCK.format(utc) + "+00" + (utc.getYear() < 1 ? " BC" : "");
  }

  /** An object of texts and nulls as the lake keeps it. */
  static String keysAndValues(String json) throws IOException {
    Map<String, @Nullable String> entries =
        JSON.readValue(json, new TypeReference<Map<String, @Nullable String>>() {});
    return ValueText.keysAndValues(entries);
  }

  /** A point, which comes as an object with its coordinates. */
  static String point(JsonParser parser) throws IOException {
    Map<?, ?> point = JSON.readValue(parser, Map.class);
    return "(" + coordinate(point.get("x")) + "," + coordinate(point.get("y")) + ")";
  }

  private static String coordinate(@Nullable Object value) {
    return number(Double.parseDouble(String.valueOf(value)));
  }

  /**
   * The digits of a bit string.
   *
   * @param bytes the number that they make, its lowest byte first and without leading zeros
   */
  static String bits(byte[] bytes, int length) {
    StringBuilder digits = new StringBuilder(length);
    for (int bit = length - 1; bit >= 0; bit--) {
      boolean one = bit / 8 < bytes.length && (bytes[bit / 8] >> (bit % 8) & 1) == 1;
      digits.append(one ? '1' : '0');
    }
    return digits.toString();
  }

  /**
   * An interval with its microseconds. Debezium adds seconds up in binary fractions and cuts them,
   * so that 8.219074 comes as 8.219073999.
   */
  static String interval(String text) {
    int begin = text.lastIndexOf('M') + 1;
    BigDecimal seconds = new BigDecimal(text.substring(begin, text.length() - 1));
    return text.substring(0, begin)
        + ValueText.number(seconds.setScale(6, RoundingMode.HALF_EVEN))
        + "S";
  }

  /** A time in UTC with all its digits. */
  static String timeInUtc(String text) {
    OffsetTime time = OffsetTime.parse(text);
    return ValueText.timeInUtc(
        time.toLocalTime().toNanoOfDay() / 1000, -time.getOffset().getTotalSeconds());
  }
}
