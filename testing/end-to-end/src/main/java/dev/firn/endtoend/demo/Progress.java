package dev.firn.endtoend.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints what the demo is doing, with the seconds since its start. While a step says nothing it
 * says that it goes on.
 */
final class Progress implements AutoCloseable {
  private static final long MAX_SILENT_SECONDS = 10;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private final PrintStream out;
  private final long start = System.nanoTime();
  private long stageStart = start;
  private long lastLine = start;
  private boolean inStage;
  private boolean isHushed;

  Progress(PrintStream out) {
    this.out = out;
    clock.scheduleAtFixedRate(this::goOn, 1, 1, TimeUnit.SECONDS);
  }

  /** Begins a stage and closes the one before with the seconds it took. */
  synchronized void stage(String text) {
    endStage();
    stageStart = System.nanoTime();
    inStage = true;
    lastLine = stageStart;
    out.printf(Locale.ROOT, "%n%6.1f s  %s%n", seconds(start), text);
  }

  synchronized void endStage() {
    if (inStage) {
      detail(String.format(Locale.ROOT, "took %.1f s", seconds(stageStart)));
      inStage = false;
    }
  }

  synchronized void detail(String text) {
    if (!isHushed) {
      lastLine = System.nanoTime();
      text.lines().forEach(line -> out.println("          " + line));
    }
  }

  /** While a table moves where details would be printed. */
  synchronized void hush(boolean hushed) {
    isHushed = hushed;
  }

  private synchronized void goOn() {
    if (inStage && seconds(lastLine) >= MAX_SILENT_SECONDS) {
      detail(String.format(Locale.ROOT, "... goes on, %.0f s so far", seconds(stageStart)));
    }
  }

  synchronized void print(String text) {
    out.println(text);
  }

  double elapsedSeconds() {
    return seconds(start);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
