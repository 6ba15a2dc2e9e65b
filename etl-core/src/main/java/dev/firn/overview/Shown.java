package dev.firn.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, times and durations as people read them; what is not known is a dash. */
public final class Shown {

  public static final String NOTHING = "-";

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final double KIBI = 1024;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Shown() {}

  public static String number(@Nullable Long number) {
    return number == null ? NOTHING : String.format(Locale.ROOT, "%,d", number);
  }

  public static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= KIBI && unit < UNITS.length - 1) {
      size /= KIBI;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }

  /** How long, in the two units that tell most; never less than nothing. */
  public static String duration(Duration duration) {
    if (duration.isNegative()) {
      return duration(Duration.ZERO);
    }
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    } else if (seconds < 48 * 3600) {
      return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
  }

  /** How long ago, in one unit; a clock that is a little ahead is none. */
  public static String age(@Nullable Instant then, Instant now) {
    if (then == null) {
      return NOTHING;
    }
    return seconds(Math.max(0, Duration.between(then, now).toSeconds()));
  }

  /** So many of them, in one unit. */
  public static String seconds(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    } else if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    } else if (seconds < 48 * 3600) {
      return seconds / 3600 + " h";
    }
    return seconds / (24 * 3600) + " d";
  }

  /** The time of day, in UTC. */
  public static String clock(Instant at) {
    return CLOCK.format(at);
  }

  /** With the day, in UTC. */
  public static String moment(@Nullable Instant at) {
    return at == null ? NOTHING : DAY_AND_CLOCK.format(at.truncatedTo(ChronoUnit.SECONDS));
  }
}
