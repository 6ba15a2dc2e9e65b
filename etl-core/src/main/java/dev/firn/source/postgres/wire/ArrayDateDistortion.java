package dev.firn.source.postgres.wire;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of days as Debezium sends them.
 *
 * <p>The driver of PostgreSQL makes days of arrays with {@link java.util.GregorianCalendar}, and
 * Debezium takes them apart again with {@link java.sql.Date}. Most come through as they are, but
 * years before Christ lose that they are, the ten days that the calendar of Rome left out come as
 * those ten days later, and a day that the zone of Kafka Connect left out comes as the next.
 */
public final class ArrayDateDistortion {

  /** As days since 1970, which no setting of a session formats. Infinite ones are never matched. */
  static final String SHOWN =
      "(SELECT string_agg(CASE WHEN isfinite(d) THEN (d - date '1970-01-01')::text"
          + " WHEN d IS NULL THEN '' ELSE '-2147483648' END, ',' ORDER BY n)"
          + " FROM unnest(%s) WITH ORDINALITY AS days(d, n))";

  private static final LocalDate FIRST_LEFT_OUT = LocalDate.of(1582, 10, 5);
  private static final LocalDate FIRST_KEPT = LocalDate.of(1582, 10, 15);

  private static final int LEFT_OUT = 10;

  /** PostgreSQL's first day is in the year 4713 before Christ. */
  private static final int LAST_YEAR_THAT_LOOKS_BEFORE_CHRIST = 4713;

  /** Moves over the date line. */
  private static final Set<LocalDate> LEFT_OUT_BY_ZONES = leftOutByZones();

  static final String CONDITION =
      "EXISTS (SELECT 1 FROM unnest(%s) AS d WHERE d < date '0001-01-01' OR d BETWEEN '"
          + FIRST_LEFT_OUT
          + "' AND '"
          + FIRST_KEPT.minusDays(1)
          + "' OR d IN ("
          + LEFT_OUT_BY_ZONES.stream().map(day -> "'" + day + "'").collect(Collectors.joining(", "))
          + "))";

  private ArrayDateDistortion() {}

  private static Set<LocalDate> leftOutByZones() {
    return ZoneId.getAvailableZoneIds().stream()
        .flatMap(zone -> ZoneId.of(zone).getRules().getTransitions().stream())
        .filter(gap -> gap.getDuration().compareTo(Duration.ofDays(1)) >= 0)
        .flatMap(ArrayDateDistortion::daysOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<LocalDate> daysOf(ZoneOffsetTransition gap) {
    LocalDateTime begin = gap.getDateTimeBefore();
    LocalDate first = begin.toLocalDate();
    return Stream.iterate(first, day -> day.plusDays(1))
        .takeWhile(day -> !day.plusDays(1).atStartOfDay().isAfter(gap.getDateTimeAfter()))
        .filter(day -> !day.atStartOfDay().isBefore(begin));
  }

  /** True if a list that was sent may have been another at the source. */
  public static boolean mayStandForOthers(List<?> sent) {
    return sent.stream()
        .anyMatch(
            day ->
                day instanceof LocalDate date
                    && date.getYear() <= LAST_YEAR_THAT_LOOKS_BEFORE_CHRIST);
  }

  /**
   * The list that the source has shown.
   *
   * @param shown as {@link #SHOWN} makes it
   */
  static List<@Nullable LocalDate> parse(String shown) {
    List<@Nullable LocalDate> days = new ArrayList<>();
    for (String day : Arrays.asList(shown.split(",", -1))) {
      days.add(day.isEmpty() ? null : LocalDate.ofEpochDay(Long.parseLong(day)));
    }
    return days;
  }

  /** True if Debezium makes of the one list the other. */
  static boolean standsFor(List<?> sent, List<@Nullable LocalDate> shown) {
    if (sent.size() != shown.size()) {
      return false;
    }
    for (int i = 0; i < sent.size(); i++) {
      LocalDate day = shown.get(i);
      boolean same = day == null ? sent.get(i) == null : standsFor(sent.get(i), day);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean standsFor(@Nullable Object sent, LocalDate day) {
    if (day.getYear() < 1) {
      // Its leap years would be none: Debezium stops at 29 February.
      return sent instanceof LocalDate date
          && date.getYear() == 1 - day.getYear()
          && date.getMonthValue() == day.getMonthValue()
          && date.getDayOfMonth() == day.getDayOfMonth();
    }
    if (!day.isBefore(FIRST_LEFT_OUT) && day.isBefore(FIRST_KEPT)) {
      return day.plusDays(LEFT_OUT).equals(sent);
    }
    return day.equals(sent) || (LEFT_OUT_BY_ZONES.contains(day) && day.plusDays(1).equals(sent));
  }
}
