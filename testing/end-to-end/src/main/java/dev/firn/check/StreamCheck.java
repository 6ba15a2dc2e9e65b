package dev.firn.check;

import dev.firn.check.stream.Fencing;
import dev.firn.check.stream.FollowedLoads;
import dev.firn.check.stream.Fuzz;
import dev.firn.check.stream.OracleHistories;
import dev.firn.check.stream.StreamKillPoints;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;

/** Checks of the stream that look inside the consumer; they run in a JVM of their own. */
final class StreamCheck {

  private StreamCheck() {}

  /** Lets consumers die at every step. */
  static boolean killPoints(Options options) throws Exception {
    return run(
        StreamKillPoints.class,
        options.text("times"),
        options.text("processes"),
        options.text("seed"));
  }

  /** Lets consumers race. */
  static boolean fencing(Options options) throws Exception {
    return run(
        Fencing.class, options.text("races"), options.text("processes"), options.text("seed"));
  }

  /** Loads and follows an Oracle that is made of PostgreSQL. */
  static boolean oracleSeam(Options options) throws Exception {
    return SparkProgram.ofConsumer(OracleHistories.class)
        .run(options.text("histories"), options.text("seed"));
  }

  /** Kills loads of an Oracle that is made of PostgreSQL beside their connector. */
  static boolean oracleFollowed(Options options) throws Exception {
    return SparkProgram.ofConsumer(FollowedLoads.class)
        .run(options.text("points"), options.text("seed"));
  }

  /** Decodes events with faults. */
  static boolean fuzz(Options options) throws Exception {
    return SparkProgram.ofConsumer(Fuzz.class).run(options.text("events"), options.text("seed"));
  }

  private static boolean run(Class<?> program, String... arguments) throws Exception {
    return SparkProgram.ofConsumer(program).runBesideKafka(arguments);
  }
}
