package dev.firn.retry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run stands on and does not reach for now: said once when that begins, from time to time
 * while it lasts, and once when all goes on. How long something lasts is not told by a wall clock,
 * which may be set.
 */
public final class Outages {

  /** What can be away as a whole, so that one line says it of all tables. */
  public static final String LAKE = "lake";

  public static final String SOURCE = "source";
  public static final String KAFKA = "Kafka";

  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  /** A shorter outage has one line where it begins and one where it ends. */
  private static final Duration REMIND_AFTER = Duration.ofMinutes(2);

  private final Duration limit;
  private final LongSupplier nanoTime;

  /** Per thing that is away, since when. */
  private final Map<String, Long> away = new HashMap<>();

  /** When the first of those was missed that are away now. */
  private long began;

  private long said;

  /**
   * @param limit how long a run waits
   */
  public Outages(Duration limit) {
    this(limit, System::nanoTime);
  }

  Outages(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * Notes that something does not answer.
   *
   * @param what whatever else does not answer for this reason is called the same
   * @param reason a sentence, or more
   */
  public synchronized void isAway(String what, String reason) {
    long now = nanoTime.getAsLong();
    if (away.isEmpty()) {
      began = now;
    }
    if (away.putIfAbsent(what, now) == null) {
      said = now;
      LOG.warn("Waits for up to {} and tries again meanwhile: {}", text(limit), reason);
    } else if (now - said >= REMIND_AFTER.toNanos()) {
      said = now;
      LOG.warn("Still waits after {}: {}", text(elapsed(now)), reason);
    } else {
      LOG.debug("Still waits: {}", reason);
    }
  }

  /** Notes that something answers, whether it was away or not. */
  public synchronized void isBack(String what) {
    sayIfOver(away.remove(what) != null);
  }

  /** Notes that everything answers, but perhaps this. */
  public synchronized void allIsBackBut(String unknown) {
    sayIfOver(away.keySet().retainAll(Set.of(unknown)));
  }

  private void sayIfOver(boolean isOneBack) {
    if (isOneBack && away.isEmpty()) {
      LOG.info("Goes on after {}", text(elapsed(nanoTime.getAsLong())));
    }
  }

  public synchronized boolean isOn() {
    return !away.isEmpty();
  }

  /** True if it is away for as long as a run waits. */
  public synchronized boolean isTooLong(String what) {
    Long since = away.get(what);
    return since != null && nanoTime.getAsLong() - since >= limit.toNanos();
  }

  private Duration elapsed(long now) {
    return Duration.ofNanos(now - began);
  }

  private static String text(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
