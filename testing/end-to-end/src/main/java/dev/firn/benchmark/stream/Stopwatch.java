package dev.firn.benchmark.stream;

import com.sun.management.OperatingSystemMXBean;
import dev.firn.fault.FaultPoint;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Wall time and processor time of this JVM, over all batches of a consumer or over any work. */
final class Stopwatch implements FaultPoint.Trap {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final List<Double> batches = new ArrayList<>();
  private final Map<String, Long> steps = new LinkedHashMap<>();
  private String lastStep = "";
  private long lastStepNanos;
  private int toIgnore;
  private long firstNanos;
  private long lastNanos;
  private long firstCpu;
  private long lastCpu;
  private long beganNanos;

  /** How long something took. */
  record Time(double seconds, double cpuSeconds) {}

  Stopwatch() {
    this(0);
  }

  /**
   * @param warmUp batches at the beginning that do not count
   */
  Stopwatch(int warmUp) {
    this.toIgnore = warmUp;
  }

  /** Any work. */
  interface Work {
    void run() throws Exception;
  }

  static Time of(Work work) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    work.run();
    return new Time((System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
  }

  @Override
  public synchronized void reached(String step, String subject) {
    long now = System.nanoTime();
    if (toIgnore == 0 && !lastStep.isEmpty()) {
      steps.merge(lastStep + " to " + step, now - lastStepNanos, Long::sum);
    }
    lastStep = step;
    lastStepNanos = now;
    if (toIgnore > 0) {
      toIgnore -= step.equals("stream.batch.after") ? 1 : 0;
    } else if (step.equals("stream.batch.before")) {
      beganNanos = System.nanoTime();
      if (firstNanos == 0) {
        firstNanos = beganNanos;
        firstCpu = SYSTEM.getProcessCpuTime();
      }
    } else if (step.equals("stream.batch.after")) {
      lastNanos = System.nanoTime();
      lastCpu = SYSTEM.getProcessCpuTime();
      batches.add((lastNanos - beganNanos) / 1e9);
    }
  }

  /** Milliseconds of a batch between one step and the next, of those that count. */
  String steps() {
    return steps.entrySet().stream()
        .filter(step -> step.getValue() / batches.size() > 5_000_000)
        .map(step -> step.getKey() + " " + step.getValue() / batches.size() / 1_000_000)
        .collect(Collectors.joining(", "));
  }

  /** From the start of the first batch to the end of the last. */
  Time time() {
    return new Time((lastNanos - firstNanos) / 1e9, (lastCpu - firstCpu) / 1e9);
  }

  /** The middle one of the batches. */
  double batchSeconds() {
    return middle(batches);
  }

  static double middle(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  int batches() {
    return batches.size();
  }
}
