package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.model.LoadOutcome;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Says while tables load how far they are: one line that renews itself on a terminal, elsewhere a
 * line every 30 seconds.
 *
 * <p>Work is measured in bytes at the source, because they are known before anything is read.
 */
final class LoadProgress implements AutoCloseable {

  private static final Duration PAUSE_IN_LOGS = Duration.ofSeconds(30);
  private static final Duration PAUSE_ON_TERMINAL = Duration.ofSeconds(1);
  private static final Duration FIRST_ESTIMATE = Duration.ofSeconds(10);
  private static final int MAX_NAMES = 4;

  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private final Instant start;
  private final int tables;
  private final double allBytes;
  private final Map<TablePlan.Load, Integer> splitsDone = new ConcurrentHashMap<>();
  private final Set<TablePlan.Load> running = ConcurrentHashMap.newKeySet();
  private final Map<TablePlan.Load, LoadOutcome> ended = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  LoadProgress(List<TablePlan.Load> loads, PrintStream out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.instant();
    this.tables = loads.size();
    this.allBytes = loads.stream().mapToDouble(LoadProgress::bytes).sum();
  }

  LoadProgress start() {
    long pause = (terminal ? PAUSE_ON_TERMINAL : PAUSE_IN_LOGS).toMillis();
    timer.scheduleAtFixedRate(this::print, pause, pause, TimeUnit.MILLISECONDS);
    return this;
  }

  void began(TablePlan.Load table) {
    running.add(table);
  }

  void splitDone(TablePlan.Load table) {
    splitsDone.merge(table, 1, Integer::sum);
  }

  void ended(TablePlan.Load table, LoadOutcome outcome) {
    running.remove(table);
    ended.put(table, outcome);
  }

  /** An empty table is some work too. */
  private static double bytes(TablePlan.Load table) {
    return Math.max(8192, table.size().bytes());
  }

  private void print() {
    String line = line();
    if (terminal) {
      out.print("\r\033[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  String line() {
    double done =
        splitsDone.entrySet().stream()
            .filter(entry -> !ended.containsKey(entry.getKey()))
            .mapToDouble(
                entry ->
                    bytes(entry.getKey())
                        * Math.min(1.0, (double) entry.getValue() / entry.getKey().splits().size()))
            .sum();
    done += ended.keySet().stream().mapToDouble(LoadProgress::bytes).sum();
    long rows =
        ended.values().stream()
            .mapToLong(
                outcome -> outcome.<Long>match(LoadOutcome.Loaded::rows, skip -> 0L, fail -> 0L))
            .sum();
    double fraction = allBytes == 0 ? 1 : done / allBytes;
    return String.format(
        Locale.ROOT,
        "%d of %d tables, %.0f %% of %,d MiB, %,d rows published%s%s",
        ended.size(),
        tables,
        fraction * 100,
        (long) allBytes >> 20,
        rows,
        estimate(fraction),
        now());
  }

  private String estimate(double fraction) {
    Duration took = Duration.between(start, clock.instant());
    if (fraction < 0.05 || took.compareTo(FIRST_ESTIMATE) < 0) {
      return "";
    }
    long left = Math.round(took.toSeconds() * (1 - fraction) / fraction);
    return left >= 120 ? ", about " + left / 60 + " min left" : ", about " + left + " s left";
  }

  private String now() {
    if (running.isEmpty()) {
      return "";
    }
    String names =
        running.stream()
            .sorted((a, b) -> Long.compare(b.size().bytes(), a.size().bytes()))
            .limit(MAX_NAMES)
            .map(
                table ->
                    "%s %d/%d"
                        .formatted(
                            table.route().source().name(),
                            splitsDone.getOrDefault(table, 0),
                            table.splits().size()))
            .collect(Collectors.joining(", "));
    return "; now " + names + (running.size() > MAX_NAMES ? " …" : "");
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
