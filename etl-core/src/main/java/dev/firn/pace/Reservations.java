package dev.firn.pace;

import java.time.Duration;

/** Time that is given to bytes, one after the other, whoever takes them. */
final class Reservations {

  private static final double NANOS = 1e9;

  private final double bytesPerSecond;

  /** Until then all time is given away. */
  private long free;

  private boolean begun;

  Reservations(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Time in which nothing was taken is lost, or a source that was slow for a while would be asked
   * for more than its share afterwards.
   *
   * @param now of a clock that only runs forward
   * @return how long these bytes have to wait until the next are taken
   */
  synchronized Duration reserve(long bytes, long now) {
    if (!begun || free - now < 0) {
      free = now;
      begun = true;
    }
    free += Math.round(bytes / bytesPerSecond * NANOS);
    return Duration.ofNanos(free - now);
  }
}
