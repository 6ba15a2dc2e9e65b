package dev.firn.config.bookmark;

import dev.firn.config.binding.HumanDuration;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often all rows of both sides are compared, which finds what no bookmark shows.
 *
 * @param every null for never; zero for each run
 */
public record Comparison(@Nullable Duration every) {

  static final String NEVER = "never";
  static final String EVERY_RUN = "every_run";

  static Comparison parse(String text) {
    return switch (text) {
      case NEVER -> new Comparison(null);
      case EVERY_RUN -> new Comparison(Duration.ZERO);
      default -> new Comparison(HumanDuration.parse(text));
    };
  }

  /**
   * True if it is time.
   *
   * @param last when it was done last; null for never
   */
  public boolean isDue(@Nullable Instant last, Instant now) {
    return every != null && (last == null || !now.isBefore(last.plus(every)));
  }

  @Override
  public String toString() {
    if (every == null) {
      return NEVER;
    }
    return every.isZero() ? EVERY_RUN : every.toString();
  }
}
