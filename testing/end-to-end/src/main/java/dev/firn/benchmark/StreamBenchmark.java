package dev.firn.benchmark;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Benchmarks of the stream, on events in a real Kafka; they run in a JVM with the consumer's tests.
 */
final class StreamBenchmark {

  private StreamBenchmark() {}

  /**
   * A recorded topic applied to tables of three sizes, beside plain reading and the seed's way.
   * Options: {@code --rows 10000000} (of the largest table), {@code --batch 50000} (events), {@code
   * --batches 4}.
   */
  static boolean cdc(Options options) throws Exception {
    return run(
        "CdcBench",
        Integer.toString(options.integer("rows", 10_000_000)),
        Integer.toString(options.integer("batch", 50_000)),
        Integer.toString(options.integer("batches", 4)));
  }

  /**
   * A trickle of events to each of many tables. Options: {@code --tables 200}, {@code --operations
   * 3} (per table and batch), {@code --batches 5} (beside three that warm up).
   */
  static boolean manyTables(Options options) throws Exception {
    return run(
        "ManyTables",
        Integer.toString(options.integer("tables", 200)),
        Integer.toString(options.integer("operations", 3)),
        Integer.toString(options.integer("batches", 5)));
  }

  private static boolean run(String program, String... arguments) throws Exception {
    Path directory = Files.createTempDirectory("firn-bench");
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.KAFKA).start()) {
      return SparkProgram.ofConsumer("dev.firn.cdc." + program)
          .run(directory, stack.kafka().bootstrapServers(), arguments);
    }
  }
}
