package dev.firn.benchmark;

import dev.firn.benchmark.stream.CdcBench;
import dev.firn.benchmark.stream.ManyTables;
import dev.firn.benchmark.stream.ShapesBench;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;

/** Benchmarks of the stream, on events in a real Kafka; they run in a JVM of their own. */
final class StreamBenchmark {

  private StreamBenchmark() {}

  /** A recorded topic applied to tables of three sizes, beside plain reading and the seed's way. */
  static boolean cdc(Options options) throws Exception {
    return run(
        CdcBench.class,
        options.text("rows"),
        options.text("batch"),
        options.text("batches"),
        options.text("warm-up"));
  }

  /** A trickle of events to each of many tables. */
  static boolean manyTables(Options options) throws Exception {
    return run(
        ManyTables.class,
        options.text("tables"),
        options.text("operations"),
        options.text("batches"));
  }

  /** The same events for a mirror alone and for all shapes. */
  static boolean shapes(Options options) throws Exception {
    return run(
        ShapesBench.class,
        options.text("rows"),
        options.text("batch"),
        options.text("batches"),
        options.text("warm-up"));
  }

  private static boolean run(Class<?> program, String... arguments) throws Exception {
    return SparkProgram.ofConsumer(program).runBesideKafka(arguments);
  }
}
