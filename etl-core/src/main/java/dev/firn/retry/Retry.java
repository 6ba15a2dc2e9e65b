package dev.firn.retry;

import dev.firn.error.Failures;
import dev.firn.error.Retryable;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Does work again that has failed for a reason that can pass, which the failure itself says ({@link
 * Retryable}) unless somebody else judges it: so often and with such pauses as the policy says.
 */
public final class Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  /** Who waits for what comes back does not want to miss it for long. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final RetryPolicy policy;
  private final Sleeper sleeper;
  private final BooleanSupplier worthwhile;
  private final Predicate<Throwable> canPass;
  private final Duration patience;

  /** Waits; tests only note for how long. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  public Retry(RetryPolicy policy) {
    this(policy, pause -> Thread.sleep(pause.toMillis()));
  }

  public Retry(RetryPolicy policy, Sleeper sleeper) {
    this(policy, sleeper, () -> true, Retryable::canPass, Duration.ZERO);
  }

  private Retry(
      RetryPolicy policy,
      Sleeper sleeper,
      BooleanSupplier worthwhile,
      Predicate<Throwable> canPass,
      Duration patience) {
    this.patience = patience;
    this.policy = policy;
    this.sleeper = sleeper;
    this.worthwhile = worthwhile;
    this.canPass = canPass;
  }

  /**
   * The same, which gives up as soon as no further try can succeed.
   *
   * @param stillWorthwhile asked after each failure that can pass
   */
  public Retry whileTrue(BooleanSupplier stillWorthwhile) {
    return new Retry(policy, sleeper, stillWorthwhile, canPass, patience);
  }

  /**
   * The same for work whose failures do not all know whether they can pass.
   *
   * @param judge tells of a failure whether the same work may succeed later
   */
  public Retry judging(Predicate<Throwable> judge) {
    return new Retry(policy, sleeper, worthwhile, judge, patience);
  }

  /**
   * The same, which does not give up before the work has failed for so long, however many tries
   * that takes: what is restarted comes back after a time and not after a number of tries.
   */
  public Retry forAtLeast(Duration time) {
    return new Retry(policy, sleeper, worthwhile, canPass, time);
  }

  /**
   * Does the work until it succeeds; if it does not, what the last try has thrown is thrown.
   *
   * @param what for the log, such as {@code load shop.orders}
   * @param work takes the number of the try, from 1
   */
  public <T> T run(String what, IntFunction<T> work) {
    long began = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return work.apply(attempt);
      } catch (Exception e) {
        RuntimeException failure = Failures.unchecked(e);
        Duration left = patience.minusNanos(System.nanoTime() - began);
        boolean isLeft = left.compareTo(Duration.ZERO) > 0;
        boolean isLast = attempt >= policy.maxTries() && !isLeft;
        if (isLast || !canPass.test(failure) || !worthwhile.getAsBoolean()) {
          throw failure;
        }
        Duration pause = isLeft ? policy.pauseAtMost(LONGEST, attempt) : policy.pause(attempt);
        // Of an outage one line for each try that the operator has asked for, and none after that.
        LOG.atLevel(attempt <= policy.maxTries() ? Level.WARN : Level.DEBUG)
            .log(
                "Attempt {} of {} to {} failed, next one in {} ms{}: {}",
                attempt,
                policy.maxTries(),
                what,
                pause.toMillis(),
                isLeft ? ", and others for " + left.toSeconds() + " s" : "",
                Failures.reason(failure));
        sleep(pause, failure);
      }
    }
  }

  /** As {@link #run}, for work that has no result. */
  public void perform(String what, Runnable work) {
    run(
        what,
        attempt -> {
          work.run();
          return attempt;
        });
  }

  private void sleep(Duration pause, RuntimeException failure) {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      IllegalStateException interrupted =
          new IllegalStateException("Interrupted while waiting for the next attempt", e);
      interrupted.addSuppressed(failure);
      throw interrupted;
    }
  }
}
