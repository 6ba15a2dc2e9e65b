package dev.firn.source.postgres.wire;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days and times in the text that PostgreSQL gives them in a session in UTC. */
public final class TimeText {

  private static final DateTimeFormatter DAY =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter KEY_TIME =
      new DateTimeFormatterBuilder()
          .append(DAY)
          .appendPattern(" HH:mm:ss.SSSSSS")
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter SHORT_TIME =
      new DateTimeFormatterBuilder()
          .append(DAY)
          .appendPattern(" HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter CATALOG_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter CATALOG_INSTANT =
      new DateTimeFormatterBuilder()
          .append(CATALOG_TIME)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(Locale.ROOT);

  private static final Pattern INSTANT =
      Pattern.compile(
          "([0-9]{4,}-[0-9]{2}-[0-9]{2} [0-9:.]+)([-+][0-9]{2}(?::[0-9]{2}){0,2})( BC)?");

  private TimeText() {}

  public static String of(LocalDate day) {
    return DAY.format(day) + era(day.getYear());
  }

  public static String of(LocalDateTime time) {
    return KEY_TIME.format(time) + era(time.getYear());
  }

  public static String of(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return KEY_TIME.format(time) + "+00" + era(time.getYear());
  }

  private static String era(int year) {
    return year < 1 ? " BC" : "";
  }

  /** A wall-clock time as the catalog has it; infinite ones are none. */
  public static LocalDateTime wallClock(String text) {
    return LocalDateTime.parse(text, CATALOG_TIME);
  }

  /** An instant as the catalog has it; infinite ones are none. */
  public static Instant instant(String text) {
    return OffsetDateTime.parse(text, CATALOG_INSTANT).toInstant();
  }

  /** A text with its instants in UTC, whatever the zones they are written in. */
  public static String inUtc(String text) {
    return INSTANT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(inUtc(found)));
  }

  private static String inUtc(MatchResult found) {
    boolean beforeChrist = found.group(3) != null;
    TemporalAccessor fields = SHORT_TIME.parse(found.group(1));
    int year = fields.get(ChronoField.YEAR_OF_ERA);
    LocalDateTime local =
        LocalDateTime.of(
            LocalDate.of(
                beforeChrist ? 1 - year : year,
                fields.get(ChronoField.MONTH_OF_YEAR),
                fields.get(ChronoField.DAY_OF_MONTH)),
            LocalTime.from(fields));
    LocalDateTime utc = local.minusSeconds(ZoneOffset.of(found.group(2)).getTotalSeconds());
    return SHORT_TIME.format(utc) + "+00" + era(utc.getYear());
  }
}
