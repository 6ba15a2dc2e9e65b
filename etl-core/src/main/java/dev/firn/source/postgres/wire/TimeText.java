package dev.firn.source.postgres.wire;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
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

  private static final String BEFORE_CHRIST = " BC";

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
    return year < 1 ? BEFORE_CHRIST : "";
  }

  /** A day as the catalog has it; infinite ones are none. */
  public static LocalDate day(String text) {
    return day(DAY.parse(withoutEra(text)), text.endsWith(BEFORE_CHRIST));
  }

  /** A wall-clock time as the catalog has it; infinite ones are none. */
  public static LocalDateTime wallClock(String text) {
    return time(withoutEra(text), text.endsWith(BEFORE_CHRIST));
  }

  /** An instant as the catalog has it; infinite ones are none. */
  public static Instant instant(String text) {
    Matcher found = INSTANT.matcher(text);
    if (!found.matches()) {
      throw new DateTimeParseException("'" + text + "' is no instant", text, 0);
    }
    return utc(found).toInstant(ZoneOffset.UTC);
  }

  /** A text with its instants in UTC, whatever the zones they are written in. */
  public static String inUtc(String text) {
    return INSTANT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(inUtc(found)));
  }

  private static String inUtc(MatchResult found) {
    LocalDateTime utc = utc(found);
    return SHORT_TIME.format(utc) + "+00" + era(utc.getYear());
  }

  private static LocalDateTime utc(MatchResult found) {
    return time(found.group(1), found.group(3) != null)
        .minusSeconds(ZoneOffset.of(found.group(2)).getTotalSeconds());
  }

  private static String withoutEra(String text) {
    return text.endsWith(BEFORE_CHRIST)
        ? text.substring(0, text.length() - BEFORE_CHRIST.length())
        : text;
  }

  private static LocalDateTime time(String text, boolean beforeChrist) {
    TemporalAccessor fields = SHORT_TIME.parse(text);
    return LocalDateTime.of(day(fields, beforeChrist), LocalTime.from(fields));
  }

  private static LocalDate day(TemporalAccessor fields, boolean beforeChrist) {
    int year = fields.get(ChronoField.YEAR_OF_ERA);
    return LocalDate.of(
        beforeChrist ? 1 - year : year,
        fields.get(ChronoField.MONTH_OF_YEAR),
        fields.get(ChronoField.DAY_OF_MONTH));
  }
}
