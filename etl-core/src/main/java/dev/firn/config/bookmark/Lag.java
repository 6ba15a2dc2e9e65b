package dev.firn.config.bookmark;

import dev.firn.config.binding.HumanDuration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far below what was read last the next read begins.
 *
 * @param time of a column of dates or times; null if a number was given
 * @param count of a column of numbers; 0 if a time was given
 */
public record Lag(@Nullable Duration time, long count) {

  public static Lag of(Duration time) {
    return new Lag(time, 0);
  }

  /**
   * Reads a duration, or a number of values.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Lag parse(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Lag(null, Long.parseLong(text))
        : new Lag(HumanDuration.parse(text), 0);
  }

  @Override
  public String toString() {
    return time == null ? Long.toString(count) : time.toString();
  }
}
