package dev.firn.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often work is tried, and how long the pauses in between are: each is some times as long as
 * the one before.
 *
 * @param maxTries the first one included
 * @param firstPause after the first try
 * @param factor by which a pause is longer than the one before
 * @param maxPause no pause is longer
 */
public record RetryPolicy(int maxTries, Duration firstPause, double factor, Duration maxPause) {

  public RetryPolicy {
    if (maxTries < 1) {
      throw new IllegalArgumentException("Cannot try " + maxTries + " times");
    }
  }

  /**
   * The pause after a failed try, by chance up to half as long or half as long again.
   *
   * @param attempt from 1
   */
  public Duration pause(int attempt) {
    return pause(attempt, ThreadLocalRandom.current().nextDouble());
  }

  /** As {@link #pause(int)}, but never longer than that. */
  public Duration pauseAtMost(Duration longest, int attempt) {
    Duration pause = pause(attempt);
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /**
   * The pause after a failed try.
   *
   * @param attempt from 1
   * @param jitter from 0 to 1, so that those who have failed together do not meet again: it makes
   *     the pause up to half as long, or half as long again
   */
  Duration pause(int attempt, double jitter) {
    double millis = firstPause.toMillis() * Math.pow(factor, attempt - 1) * (0.5 + jitter);
    return Duration.ofMillis(Math.round(Math.min(maxPause.toMillis(), millis)));
  }
}
