package dev.firn.cdc.apply;

import dev.firn.model.TableId;
import dev.firn.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For how long tables are tried again whose source, catalog or store is away, or whatever else can
 * pass.
 */
final class OutagePatience {

  /** Tables are looked at more often, also where no event comes. */
  private static final Duration WELL_AFTER = Duration.ofMinutes(2);

  private static final RetryPolicy PAUSES =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), 2, Duration.ofMinutes(1));

  private final Duration atMost;
  private final Map<TableId, Outage> outages = new ConcurrentHashMap<>();

  OutagePatience(Duration atMost) {
    this.atMost = atMost;
  }

  /**
   * Of a table.
   *
   * @param until when it is tried again
   */
  private record Outage(Instant begin, int failures, Instant until) {}

  /** When a table that has failed is tried again; empty if it has failed for too long. */
  Optional<Instant> failed(TableId table, Instant now) {
    Outage before = outages.get(table);
    // Without a failure for so long, it is another outage.
    Outage ongoing = before == null || now.isAfter(before.until().plus(WELL_AFTER)) ? null : before;
    int failures = ongoing == null ? 1 : ongoing.failures() + 1;
    Instant begin = ongoing == null ? now : ongoing.begin();
    Instant until = now.plus(PAUSES.pause(failures));
    outages.put(table, new Outage(begin, failures, until));
    return until.isAfter(begin.plus(atMost)) ? Optional.empty() : Optional.of(until);
  }

  /** A table has gone on. */
  void applied(TableId table) {
    outages.remove(table);
  }
}
