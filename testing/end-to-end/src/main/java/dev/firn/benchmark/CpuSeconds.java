package dev.firn.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time from {@code /proc}, in seconds; 0 where there is none. */
final class CpuSeconds {

  private static final double TICKS_PER_SECOND = 100;

  private CpuSeconds() {}

  /** Of a process and of everything it has started, whether it has ended or not. */
  static double ofTree(long pid) {
    return of(pid)
        + ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToDouble(child -> of(child.pid()))
            .sum();
  }

  /** Of a process and of its children that have ended. */
  private static double of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }
}
