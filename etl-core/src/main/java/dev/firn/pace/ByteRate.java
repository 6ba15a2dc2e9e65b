package dev.firn.pace;

import dev.firn.retry.Pause;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many bytes in a second all readers of a run take together in one process. It travels with
 * tasks, and whoever has one of the same run in the same process shares it.
 */
public final class ByteRate implements Serializable {

  private static final long serialVersionUID = 1L;

  /** As many as come. */
  public static final ByteRate UNLIMITED = new ByteRate("", 0);

  private static final Map<String, Reservations> SHARED = new ConcurrentHashMap<>();

  private final String run;
  private final long bytesPerSecond;

  private ByteRate(String run, long bytesPerSecond) {
    this.run = run;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * @param run told from all others
   * @param bytesPerSecond in each process; 0 for as many as come
   */
  public static ByteRate of(String run, long bytesPerSecond) {
    return bytesPerSecond == 0 ? UNLIMITED : new ByteRate(run, bytesPerSecond);
  }

  public long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** What one reader counts with; no other thread uses it. */
  public Meter meter() {
    return new Meter();
  }

  /** Bytes that one reader has taken. */
  public final class Meter {

    /** What is small is not worth to be told the others. */
    private static final int WORTH_TELLING = 32 << 10;

    private long untold;

    private Meter() {}

    /** Waits as long as bytes that were taken should have waited. */
    public void take(long bytes) {
      if (bytesPerSecond == 0) {
        return;
      }
      untold += bytes;
      if (untold >= Math.min(WORTH_TELLING, bytesPerSecond)) {
        Reservations shared = SHARED.computeIfAbsent(run, name -> new Reservations(bytesPerSecond));
        Duration wait = shared.reserve(untold, System.nanoTime());
        untold = 0;
        if (!wait.isZero()) {
          Pause.of(wait);
        }
      }
    }
  }
}
