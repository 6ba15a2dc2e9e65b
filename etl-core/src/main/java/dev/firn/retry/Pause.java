package dev.firn.retry;

import java.time.Duration;

/** Time that passes between two looks at what others do. */
public final class Pause {

  private Pause() {}

  /**
   * Waits.
   *
   * @throws IllegalStateException if the thread is interrupted, which it stays
   */
  public static void of(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for others", e);
    }
  }
}
