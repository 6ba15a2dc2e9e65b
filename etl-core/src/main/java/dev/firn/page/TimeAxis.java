package dev.firn.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where instants stand between two others, in percent, and at which of them a line is drawn. */
record TimeAxis(Instant from, Instant to) {

  private static final int MAX_TICKS = 5;
  private static final double LEAST_WIDTH = 0.5;

  /** Seconds between two lines, as a clock has them. */
  private static final long[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 604800, 2592000, 7776000, 31536000
  };

  private static final DateTimeFormatter CLOCK = form("HH:mm:ss");
  private static final DateTimeFormatter MINUTES = form("HH:mm");
  private static final DateTimeFormatter DAYS = form("MM-dd");

  TimeAxis {
    if (!to.isAfter(from)) {
      to = from.plusSeconds(1);
    }
  }

  /** A line, and what stands at it. */
  record Tick(double at, String label) {}

  double at(Instant instant) {
    double part =
        (double) Duration.between(from, instant).toMillis()
            / Math.max(1, Duration.between(from, to).toMillis());
    return 100 * Math.min(1, Math.max(0, part));
  }

  /** From where to where something is drawn that can be seen, however short it was. */
  double[] span(Instant start, Instant end) {
    double begin = at(start);
    double width = Math.max(LEAST_WIDTH, at(end) - begin);
    return new double[] {Math.min(begin, 100 - width), width};
  }

  List<Tick> ticks() {
    long length = Math.max(1, Duration.between(from, to).toSeconds());
    long step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && length / STEPS[i] <= MAX_TICKS; i--) {
      step = STEPS[i];
    }
    while (length / step > MAX_TICKS) {
      step *= 2;
    }
    DateTimeFormatter form = step >= 86400 ? DAYS : step >= 60 ? MINUTES : CLOCK;
    List<Tick> ticks = new ArrayList<>();
    long first =
        -Math.floorDiv(-(from.getEpochSecond() + (from.getNano() > 0 ? 1 : 0)), step) * step;
    for (long second = first; second <= to.getEpochSecond(); second += step) {
      Instant instant = Instant.ofEpochSecond(second);
      ticks.add(new Tick(at(instant), form.format(instant)));
    }
    return ticks;
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
