package dev.firn.job;

import dev.firn.error.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A command in two steps, of which the first needs no Spark: {@link Preflight} takes it before
 * Spark is started.
 *
 * <p>No method of a command may name a class of Spark in its signature, because picocli looks at
 * all of them.
 */
public interface JobCommand extends Callable<ExitCode> {

  /**
   * Settles what is asked for by command line and configuration.
   *
   * @return the job itself, which starts Spark and does the work
   * @throws dev.firn.error.ConfigException if the configuration cannot be used
   */
  Callable<ExitCode> prepare();

  /**
   * Tells that a run has ended that was asked for in full.
   *
   * @param took the start of Spark included
   */
  default void ended(ExitCode code, Duration took) {}

  /** The codes with which it may end, as its help tells them. */
  default List<ExitCode> exitCodes() {
    return List.of(ExitCode.values());
  }

  @Override
  default ExitCode call() throws Exception {
    return prepare().call();
  }
}
