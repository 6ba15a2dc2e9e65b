package dev.firn.source.oracle.health;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as a server writes them, all of one clock and zone. */
final class Moment {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private Moment() {}

  static LocalDateTime parse(String text) {
    return LocalDateTime.parse(text, FORM);
  }

  static Duration between(String from, String to) {
    return Duration.between(parse(from), parse(to));
  }
}
