package dev.firn.overview;

import dev.firn.status.Freshness;
import dev.firn.status.TableStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one table of a source.
 *
 * @param name the lake table's
 * @param validation what was found when it was compared last; empty if it never was
 * @param openLetters events that could not be applied
 */
public record TableOverview(
    String name, TableStatus status, Optional<LastVerdict> validation, long openLetters) {

  /** True if somebody has to look at it. */
  public boolean needsCare() {
    return status.condition().isTrouble() || openLetters > 0 || differs();
  }

  /**
   * The instant of the source that it shows; null if that is not known. If nothing waits, it is the
   * one at which that was so.
   */
  public @Nullable Instant freshAsOf() {
    Freshness fresh = status.freshness();
    Long waiting = fresh.lagEvents();
    if (waiting != null && waiting == 0) {
      return fresh.measuredAt();
    }
    return fresh.sourceTimestamp();
  }

  /** True if the last validation found that source and lake are not the same. */
  public boolean differs() {
    return validation.filter(LastVerdict::isMismatch).isPresent();
  }
}
