package dev.firn.validate.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Says while tables are compared how far that is: one line that renews itself on a terminal,
 * elsewhere a line every 30 seconds.
 */
public final class CheckProgress implements AutoCloseable {

  private static final Duration PAUSE_IN_LOGS = Duration.ofSeconds(30);
  private static final Duration PAUSE_ON_TERMINAL = Duration.ofSeconds(1);
  private static final int MAX_NAMES = 4;

  private final PrintStream out;
  private final boolean terminal;
  private final int tables;
  private final long allBytes;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong bytesDone = new AtomicLong();
  private final Map<String, Long> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param bytes of all tables at the source
   */
  public CheckProgress(int tables, long bytes, PrintStream out, boolean terminal) {
    this.tables = tables;
    this.allBytes = bytes;
    this.out = out;
    this.terminal = terminal;
  }

  public CheckProgress start() {
    long pause = (terminal ? PAUSE_ON_TERMINAL : PAUSE_IN_LOGS).toMillis();
    var unused = timer.scheduleAtFixedRate(this::print, pause, pause, TimeUnit.MILLISECONDS);
    return this;
  }

  public void began(String table, long bytes) {
    running.put(table, bytes);
  }

  public void ended(String table) {
    Long bytes = running.remove(table);
    bytesDone.addAndGet(bytes == null ? 0 : bytes);
    done.incrementAndGet();
  }

  private void print() {
    out.print(terminal ? "\r\033[K" + line() : line() + System.lineSeparator());
    out.flush();
  }

  String line() {
    String now =
        running.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(MAX_NAMES)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%d of %d tables compared, %d %% of %,d MiB%s",
        done.get(),
        tables,
        allBytes == 0 ? 100 : 100 * bytesDone.get() / allBytes,
        allBytes >> 20,
        now.isEmpty() ? "" : "; now " + now + (running.size() > MAX_NAMES ? " …" : ""));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
