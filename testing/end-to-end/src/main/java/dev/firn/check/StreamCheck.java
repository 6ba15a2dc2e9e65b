package dev.firn.check;

import dev.firn.program.Options;
import dev.firn.program.SparkProgram;

/** Checks of the stream that look inside the consumer; they run in a JVM with its tests. */
final class StreamCheck {

  private StreamCheck() {}

  /** Lets consumers die at every step. */
  static boolean killPoints(Options options) throws Exception {
    return run(
        "StreamKillPoints", options.text("times"), options.text("processes"), options.text("seed"));
  }

  /** Lets consumers race. */
  static boolean fencing(Options options) throws Exception {
    return run("Fencing", options.text("races"), options.text("processes"), options.text("seed"));
  }

  private static boolean run(String program, String... arguments) throws Exception {
    return SparkProgram.ofConsumer("dev.firn.cdc.benchmark." + program).runBesideKafka(arguments);
  }
}
