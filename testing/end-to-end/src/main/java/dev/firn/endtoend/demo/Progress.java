package dev.firn.endtoend.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what the demo is doing, with the seconds since its start. */
final class Progress {
  private final PrintStream out;
  private final long start = System.nanoTime();
  private long stageStart = start;
  private boolean inStage;

  Progress(PrintStream out) {
    this.out = out;
  }

  /** Begins a stage and closes the one before with the seconds it took. */
  synchronized void stage(String text) {
    endStage();
    stageStart = System.nanoTime();
    inStage = true;
    out.printf(Locale.ROOT, "%n%6.1f s  %s%n", seconds(start), text);
  }

  synchronized void endStage() {
    if (inStage) {
      detail(String.format(Locale.ROOT, "took %.1f s", seconds(stageStart)));
      inStage = false;
    }
  }

  synchronized void detail(String text) {
    text.lines().forEach(line -> out.println("          " + line));
  }

  synchronized void print(String text) {
    out.println(text);
  }

  double elapsedSeconds() {
    return seconds(start);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
