package dev.firn.job;

import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** The frame around a command: arguments, errors as the operator reads them, exit codes. */
public final class JobMain {

  public static final String VERBOSE = "--verbose";

  private JobMain() {}

  /** Runs the command and ends the process with its code. */
  public static void run(JobCommand command, String... arguments) throws Exception {
    ProcessEnd.with(execute(command, arguments));
  }

  /** The same of a command for which no Spark was started, in a JVM of its own. */
  public static void runWithoutSpark(JobCommand command, String... arguments) {
    Runtime.getRuntime().exit(execute(command, arguments));
  }

  /** Runs the command and returns the code with which the process should end. */
  public static int execute(JobCommand command, String... arguments) {
    CommandLine line = commandLine(command);
    int code;
    try {
      code = line.execute(arguments);
    } catch (LinkageError e) {
      // Jars that spark-submit was not given; picocli lets errors pass.
      boolean verbose = Arrays.asList(arguments).contains(VERBOSE);
      return report(e, verbose, line.getErr()).code();
    }
    ExitCode returned = line.getExecutionResult();
    return returned == null ? code : returned.code();
  }

  static CommandLine commandLine(JobCommand command) {
    CommandLine line = new CommandLine(command);
    line.setCommandName(line.getCommandSpec().name());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.setExecutionExceptionHandler(
        (failure, command1, parsed) -> {
          boolean verbose = parsed.hasMatchedOption(VERBOSE);
          return report(failure, verbose, command1.getErr()).code();
        });
    return line;
  }

  /** Prints a failure in the form its reader needs and says which code it ends with. */
  static ExitCode report(Throwable failure, boolean verbose, PrintWriter err) {
    Optional<FirnException> found =
        Failures.operatorError(failure)
            .or(() -> DriverJvm.findMissingClass(failure).map(DriverJvm::jarsAreMissing));
    if (found.isEmpty()) {
      err.println("Firn failed unexpectedly. This is a bug; report it with the lines below.");
      failure.printStackTrace(err);
      err.flush();
      return ExitCode.BUG;
    }
    FirnException known = found.get();
    err.println(known.getMessage());
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
    return known.exitCode();
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(" " + code.code(), code.meaning());
    }
    return codes;
  }
}
