package dev.firn.job;

import dev.firn.error.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What Ctrl+C does to a command that has no end of its own for it: one sentence, and then silence,
 * for what breaks while Spark goes away is no news. The second Ctrl+C does not wait for Spark.
 */
final class Interruption {

  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

  /** What a shell reports for a process that Ctrl+C has ended. */
  static final int CODE = 130;

  /** For help texts, as {@link ExitCode#meaning()}. */
  static final String MEANING = "ended by Ctrl+C, of which a stream needs two";

  private static final Set<Runnable> LAST_WORDS = ConcurrentHashMap.newKeySet();

  private Interruption() {}

  /**
   * @param lastWords are spoken before the process ends
   */
  static void announce(Runnable lastWords) {
    LAST_WORDS.add(lastWords);
  }

  static void recall(Runnable lastWords) {
    LAST_WORDS.remove(lastWords);
  }

  /**
   * @param hasBegun is set by the first Ctrl+C
   */
  static void listen(AtomicBoolean hasBegun) {
    Signal.handle(new Signal("INT"), received -> end(hasBegun));
  }

  private static void end(AtomicBoolean hasBegun) {
    if (hasBegun.getAndSet(true)) {
      Runtime.getRuntime().halt(CODE);
    }
    LOG.warn(
        "Interrupted: what is published stays, and the same command can be run again; a second"
            + " signal ends at once");
    RunLogs.end();
    System.out.flush();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    LAST_WORDS.forEach(Runnable::run);
    Runtime.getRuntime().exit(CODE);
  }
}
