package dev.firn.job;

import dev.firn.error.ExitCode;
import dev.firn.error.FirnException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;

/**
 * What can be said about a call without Spark: help, what is wrong with the call, and what is wrong
 * with the configuration. {@code scripts/firn} runs it in a JVM with nothing but the job's jar, so
 * that no answer waits for Spark.
 *
 * <p>When all is well, and when it cannot know, it prints nothing and lets the job go on.
 */
public final class Preflight {

  /**
   * The exit code for a call that is the job's to answer; none of {@link dev.firn.error.ExitCode}.
   */
  static final int GO_ON = 100;

  /** How far it looks. */
  enum Depth {
    /** Help and usage; where the job runs elsewhere, its configuration is not on this machine. */
    ARGUMENTS,
    CONFIGURATION
  }

  private Preflight() {}

  /**
   * @param arguments how deep to look, the class of the command, and the command's own arguments
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Depth depth = Depth.valueOf(arguments[0]);
    JobCommand command =
        (JobCommand) Class.forName(arguments[1]).getDeclaredConstructor().newInstance();
    Runtime.getRuntime()
        .exit(check(command, depth, Arrays.copyOfRange(arguments, 2, arguments.length)));
  }

  /** The code with which the job would end for a reason that needs no Spark, or to go on. */
  static int check(JobCommand command, Depth depth, String... arguments) {
    CommandLine line = JobMain.commandLine(command);
    line.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          if (help != null || depth == Depth.ARGUMENTS) {
            return Objects.requireNonNullElse(help, GO_ON);
          }
          FirnException problem = problemOf(command);
          if (problem != null) {
            throw new ExecutionException(line, problem.getMessage(), problem);
          }
          return GO_ON;
        });
    int code = line.execute(arguments);
    if (code != ExitCode.OK.code()) {
      JobMain.tellEnd(command, code, Duration.ZERO);
    }
    return code;
  }

  /** What an operator can act on; of anything else the job says more. */
  private static @Nullable FirnException problemOf(JobCommand command) {
    try {
      var unused = command.prepare();
      return null;
    } catch (FirnException e) {
      return e;
    } catch (CommandLine.ParameterException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
