package dev.firn.benchmark;

import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Watches the processor time of a process and of those it starts, so that the part that belongs to
 * a span of time can be told afterwards.
 */
final class CpuMeter implements AutoCloseable {

  private static final long EVERY_MILLIS = 50;

  private final long pid;
  private final NavigableMap<Long, Double> seconds = new ConcurrentSkipListMap<>();
  private final Thread watcher = new Thread(this::watch, "cpu meter");
  private volatile boolean closed;

  CpuMeter(long pid) {
    this.pid = pid;
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    while (!closed) {
      double now = CpuSeconds.ofTree(pid);
      if (now > 0) {
        seconds.put(System.nanoTime(), now);
      }
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** CPU seconds between two times of {@link System#nanoTime()}, as far as they were seen. */
  double between(long start, long end) {
    return seen(end) - seen(start);
  }

  private double seen(long at) {
    var entry = seconds.floorEntry(at);
    if (entry == null) {
      entry = seconds.firstEntry();
    }
    return entry == null ? 0 : entry.getValue();
  }

  @Override
  public void close() {
    closed = true;
  }
}
