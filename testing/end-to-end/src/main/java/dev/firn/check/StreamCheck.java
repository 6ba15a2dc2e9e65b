package dev.firn.check;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of the stream that look inside the consumer; they run in a JVM with its tests. */
final class StreamCheck {

  private StreamCheck() {}

  /**
   * Lets consumers die at every step. Options: {@code --times 1} (visits of each step at which it
   * is died at), {@code --processes 6} (steps at which a whole process is halted), {@code --seed}.
   */
  static boolean killPoints(Options options) throws Exception {
    return run(
        "StreamKillPoints",
        Integer.toString(options.integer("times", 1)),
        Integer.toString(options.integer("processes", 6)),
        seed(options));
  }

  /**
   * Lets consumers race. Options: {@code --races 200}, {@code --processes 4} (how many of them are
   * between processes), {@code --seed}.
   */
  static boolean fencing(Options options) throws Exception {
    return run(
        "Fencing",
        Integer.toString(options.integer("races", 200)),
        Integer.toString(options.integer("processes", 4)),
        seed(options));
  }

  private static String seed(Options options) {
    return Integer.toString(options.integer("seed", (int) (System.nanoTime() & 0xffff)));
  }

  private static boolean run(String program, String... arguments) throws Exception {
    Path directory = Files.createTempDirectory("firn-check");
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.KAFKA).start()) {
      return SparkProgram.ofConsumer("dev.firn.cdc." + program)
          .run(directory, stack.kafka().bootstrapServers(), arguments);
    }
  }
}
