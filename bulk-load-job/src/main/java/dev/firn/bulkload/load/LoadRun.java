package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.config.BulkLoadConfig;
import dev.firn.error.BusyTablesException;
import dev.firn.error.Causes;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One process of the bulk load.
 *
 * @param id told from those of all other runs
 */
public record LoadRun(BulkLoadRequest request, String id, Instant start, Clock clock) {

  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  public static LoadRun begin(BulkLoadRequest request, Clock clock) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    return new LoadRun(request, id, clock.instant(), clock);
  }

  public BulkLoadConfig settings() {
    return request.settings();
  }

  public Instant now() {
    return clock.instant();
  }

  /** How what fails in it is tried again, as the operator has asked for it. */
  Retry retry() {
    return new Retry(policy())
        .judging(LoadRun::canPass)
        .forAtLeast(request.source().outageTimeout());
  }

  /**
   * How long what has failed waits until it is tried again.
   *
   * @param attempt that has failed, from 1
   */
  Duration pauseAfter(int attempt) {
    return policy().pause(attempt);
  }

  private RetryPolicy policy() {
    double seconds = settings().retryBackoff();
    return new RetryPolicy(
        1 + settings().maxRetries(),
        Duration.ofMillis(Math.round(seconds * 1000)),
        seconds,
        MAX_PAUSE);
  }

  /** Whoever works on a table may wait for this load to let go of it, which no further try does. */
  private static boolean canPass(Throwable failure) {
    return LakeFailures.canPass(failure)
        && Causes.find(failure, BusyTablesException.class).isEmpty();
  }

  /** How long it has taken up to now. */
  public Duration took() {
    return Duration.between(start, now());
  }
}
