package dev.firn.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a table is behind its source.
 *
 * @param sourceTimestamp when the source committed the newest applied change, or the instant that
 *     the load has read
 * @param lagEvents events in Kafka that were not applied yet
 * @param lagSeconds how long what the table shows has been out of date; 0 if no event waits
 * @param measuredAt when the lag was so
 */
public record Freshness(
    @Nullable Instant sourceTimestamp,
    @Nullable Long lagEvents,
    @Nullable Long lagSeconds,
    @Nullable Instant measuredAt) {

  static final Freshness UNKNOWN = new Freshness(null, null, null, null);

  /** Of a table that a load has read as it was then. */
  static Freshness readAt(Instant point) {
    return new Freshness(point, null, null, null);
  }

  /** After a change was applied that the source committed then. */
  Freshness appliedUpTo(@Nullable Instant committed) {
    return committed == null ? this : new Freshness(committed, lagEvents, lagSeconds, measuredAt);
  }

  Freshness behind(long events, Instant at) {
    Long seconds =
        sourceTimestamp == null
            ? null
            : Long.valueOf(Math.max(0, Duration.between(sourceTimestamp, at).toSeconds()));
    return new Freshness(sourceTimestamp, events, events == 0 ? Long.valueOf(0) : seconds, at);
  }
}
