package dev.firn.cdc.stream;

import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.retry.Outages;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells a stream that is stuck from one that is quiet, busy, or waits for something that is away.
 *
 * <p>It lives as long as there are signs of it: a task or a commit that ends, a look at Kafka, a
 * try after an outage. A batch may take long without being stuck, and to end it for that would only
 * have it begin again; so for how long events wait decides whether the stream is ready, and not
 * whether it lives. Time is told by a clock that nobody sets.
 */
public final class StreamHealth {

  /** No single step without a sign takes so long, unless nobody answers it any more. */
  static final Duration SIGN_WITHIN = Duration.ofMinutes(10);

  /** Before the stream begins, tables are looked at one by one. */
  static final Duration BEGUN_WITHIN = Duration.ofMinutes(30);

  /** Even where batches are to begin every second, one may take that long. */
  static final Duration ENDED_WITHIN = Duration.ofMinutes(2);

  /** So many times its interval is a batch given. */
  static final int INTERVALS = 10;

  private final Duration signWithin;
  private final Duration endedWithin;
  private final Outages outages;
  private final Metrics metrics;
  private final LongSupplier nanoTime;

  private long sign;
  private double commits;
  private boolean hasBegun;

  /** Since when events wait of which none was applied; only if some do. */
  private long waitingSince;

  private boolean isWaiting;

  /**
   * @param interval in which batches begin
   * @param outages what the stream waits for
   */
  public StreamHealth(Duration interval, Outages outages, Metrics metrics) {
    this(interval, outages, metrics, System::nanoTime);
    metrics.refreshBy(this::refresh);
  }

  StreamHealth(Duration interval, Outages outages, Metrics metrics, LongSupplier nanoTime) {
    this.signWithin = longer(SIGN_WITHIN, interval.multipliedBy(INTERVALS));
    this.endedWithin = longer(ENDED_WITHIN, interval.multipliedBy(INTERVALS));
    this.outages = outages;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.sign = nanoTime.getAsLong();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * What is told of it.
   *
   * @param text a word, and why
   */
  public record Told(boolean isWell, String text) {}

  Outages outages() {
    return outages;
  }

  /** Something goes on. */
  synchronized void shows() {
    sign = nanoTime.getAsLong();
  }

  /** The stream looks for events. */
  synchronized void begins() {
    hasBegun = true;
    // What waited may be applied by now.
    isWaiting = false;
    shows();
  }

  /** Events wait, perhaps for a while by now. */
  synchronized void eventsWait() {
    shows();
    if (!isWaiting) {
      isWaiting = true;
      waitingSince = nanoTime.getAsLong();
    }
  }

  /** A batch has ended. */
  synchronized void batchEnds() {
    shows();
    isWaiting = false;
  }

  /** Whether it lives; one that does not is to be ended and started again. */
  public synchronized Told live() {
    double now =
        metrics.samples(Metric.ICEBERG_COMMITS).stream().mapToDouble(Metrics.Sample::value).sum();
    if (now != commits) {
      commits = now;
      shows();
    }
    Duration silence = since(sign);
    Duration limit = hasBegun ? signWithin : longer(signWithin, BEGUN_WITHIN);
    return silence.compareTo(limit) > 0
        ? new Told(false, "stuck: nothing has happened for " + silence.toSeconds() + " s")
        : new Told(true, "live");
  }

  /** Whether it keeps up. */
  public synchronized Told ready() {
    Told live = live();
    if (!live.isWell()) {
      return live;
    } else if (outages.isOn()) {
      return new Told(false, "not ready: waits for what is away, and tries again");
    } else if (!hasBegun) {
      return new Told(false, "not ready: has not begun yet");
    }
    Duration waits = isWaiting ? since(waitingSince) : Duration.ZERO;
    return waits.compareTo(endedWithin) > 0
        ? new Told(
            false, "not ready: events wait, and no batch has ended for " + waits.toSeconds() + " s")
        : new Told(true, "ready");
  }

  private Duration since(long then) {
    return Duration.ofNanos(nanoTime.getAsLong() - then);
  }

  private void refresh() {
    metrics.set(Metric.CDC_READY, ready().isWell() ? 1 : 0);
    metrics.set(Metric.OUTAGE, outages.isOn() ? 1 : 0);
  }
}
