package dev.firn.fault;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A named step of a job at which a test may end the process or throw.
 *
 * <p>The system property {@code firn.halt-at} names a step, as {@code step}, {@code step/subject}
 * or either with {@code #n} for the n-th time; there the JVM halts with exit code 137, as after
 * {@code kill -9}. {@code firn.stop-at} names one at which it stops itself, as after {@code kill
 * -STOP}, until somebody lets it go on. Tests in the same JVM install a {@link Trap} instead.
 */
public final class FaultPoint {

  /** The exit code of a process that was killed with signal 9. */
  public static final int KILLED = 137;

  private static final String HALT = "firn.halt-at";
  private static final String STOP = "firn.stop-at";

  private static volatile @Nullable Trap trap = asked();

  private FaultPoint() {}

  /** What happens at a step; it may throw what the step itself could throw. */
  @FunctionalInterface
  public interface Trap {
    void reached(String step, String subject);
  }

  /**
   * Says that a job is at a step.
   *
   * @param step such as {@code load.publish.before}; never renamed lightly, checks name it
   * @param subject the table it is about, or an empty text
   */
  public static void reached(String step, String subject) {
    Trap set = trap;
    if (set != null) {
      set.reached(step, subject);
    }
  }

  /** Installs the trap of a test, or takes it away with null. */
  public static void install(@Nullable Trap wanted) {
    trap = wanted;
  }

  private static @Nullable Trap asked() {
    String halt = System.getProperty(HALT, "");
    String stop = System.getProperty(STOP, "");
    if (!halt.isEmpty()) {
      return at(halt, () -> Runtime.getRuntime().halt(KILLED));
    }
    return stop.isEmpty() ? null : at(stop, FaultPoint::stop);
  }

  private static void stop() {
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("kill", "-STOP", self).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("Cannot stop process " + self, e);
    }
  }

  /** Does something at the place that is asked for. */
  static Trap at(String asked, Runnable then) {
    int count = asked.lastIndexOf('#');
    String place = count < 0 ? asked : asked.substring(0, count);
    AtomicInteger left =
        new AtomicInteger(count < 0 ? 1 : Integer.parseInt(asked, count + 1, asked.length(), 10));
    return (step, subject) -> {
      boolean meant = place.equals(step) || place.equals(step + "/" + subject);
      if (meant && left.decrementAndGet() == 0) {
        then.run();
      }
    };
  }
}
