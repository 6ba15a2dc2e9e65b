package dev.firn.bulkload.load;

import dev.firn.error.Causes;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.lake.commit.LostRaceException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again what can pass by itself, with growing pauses. */
final class RetryPolicy {

  private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  private final int maxRetries;
  private final double backoff;

  /**
   * @param maxRetries tries after the first
   * @param backoff the pause before retry n lasts this many seconds to the power of n
   */
  RetryPolicy(int maxRetries, double backoff) {
    this.maxRetries = maxRetries;
    this.backoff = backoff;
  }

  /** A failure after the last try, and how many there were. */
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RuntimeException last;
    private final int attempts;

    ExhaustedException(RuntimeException last, int attempts) {
      super(last);
      this.last = last;
      this.attempts = attempts;
    }

    RuntimeException last() {
      return last;
    }

    int attempts() {
      return attempts;
    }
  }

  /**
   * @param what for the log, such as {@code load shop.orders}
   * @param worthwhile asked after a failure; false if no further attempt can succeed
   * @param work takes the number of the attempt, from 1
   */
  <T> T run(String what, BooleanSupplier worthwhile, IntFunction<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.apply(attempt);
      } catch (Exception e) {
        RuntimeException failure = unchecked(e);
        if (attempt > maxRetries || !canPass(failure) || !worthwhile.getAsBoolean()) {
          throw new ExhaustedException(failure, attempt);
        }
        Duration pause = pause(attempt);
        LOG.warn(
            "Attempt {} to {} failed, next one in {} ms: {}",
            attempt,
            what,
            pause.toMillis(),
            Failures.reason(e));
        sleep(pause);
      }
    }
  }

  /** Scala throws checked exceptions without declaring them, SparkException first of all. */
  private static RuntimeException unchecked(Exception failure) {
    return failure instanceof RuntimeException known
        ? known
        : new IllegalStateException(Failures.reason(failure), failure);
  }

  private static boolean canPass(Throwable failure) {
    if (Causes.find(failure, ExhaustedException.class).isPresent()) {
      return false;
    }
    return Causes.find(failure, FirnException.class)
        .map(FirnException::isRetryable)
        .orElseGet(() -> Causes.find(failure, LostRaceException.class).isPresent());
  }

  private Duration pause(int attempt) {
    double seconds = Math.pow(backoff, attempt) * (0.5 + ThreadLocalRandom.current().nextDouble());
    return Duration.ofMillis(Math.min(MAX_PAUSE.toMillis(), Math.round(seconds * 1000)));
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the next attempt", e);
    }
  }
}
