package dev.firn.benchmark.stream;

import dev.firn.cdc.testing.StreamRig;
import dev.firn.fault.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The program behind {@code scripts/bench cdc-many-tables}, started with spark-submit: the address
 * of a Kafka broker, how many tables there are, the operations on each in a batch, and how many
 * batches.
 *
 * <p>Every table gets a few events in every batch: the worst that a trickle over many tables can
 * be.
 */
public final class ManyTables {

  private static final double TRIGGER_SECONDS = 10;

  /** A stream runs for weeks, so what counts is code that the JVM has compiled. */
  private static final int WARM_UPS = 3;

  private ManyTables() {}

  public static void main(String[] arguments) throws Exception {
    int tables = Integer.parseInt(arguments[1]);
    int operations = Integer.parseInt(arguments[2]);
    int batches = Integer.parseInt(arguments[3]);
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (StreamRig rig = new StreamRig(arguments[0], "many", tables)) {
      Random random = new Random(11);
      for (int batch = 1 - WARM_UPS; batch <= batches; batch++) {
        rig.write(random, operations);
        Stopwatch watch = new Stopwatch();
        FaultPoint.install(watch);
        rig.consume(tables * operations * 4);
        FaultPoint.install(null);
        System.out.printf(
            Locale.ROOT,
            "%s: %d tables in %.2f s, %.2f CPU s%n",
            batch > 0 ? "batch " + batch : "a batch that warms up",
            tables,
            watch.time().seconds(),
            watch.time().cpuSeconds());
        if (batch > 0) {
          seconds.add(watch.time().seconds());
          cpuSeconds.add(watch.time().cpuSeconds());
        }
      }
      problems.addAll(rig.behind());
      problems.addAll(rig.problems());
    }
    double middle = Stopwatch.middle(seconds);
    problems.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "RESULT cdc-many-tables tables=%d batch_seconds=%.2f batch_cpu_seconds=%.2f%n",
        tables,
        middle,
        Stopwatch.middle(cpuSeconds));
    if (!problems.isEmpty() || middle > TRIGGER_SECONDS) {
      throw new IllegalStateException("The bar does not hold");
    }
  }
}
