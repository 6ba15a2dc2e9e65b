package dev.firn.job;

import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.error.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The frame around a command: arguments, errors as the operator reads them, exit codes. */
public final class JobMain {

  public static final String VERBOSE = "--verbose";

  /** What fails then has been ended, and is nobody's fault. */
  private static final AtomicBoolean IS_INTERRUPTED = new AtomicBoolean();

  private JobMain() {}

  /** Runs the command and ends the process with its code. */
  public static void run(JobCommand command, String... arguments) throws Exception {
    RunLogs.guardConsole();
    Interruption.listen(IS_INTERRUPTED);
    ProcessEnd.with(execute(command, arguments));
  }

  /** The same of a command for which no Spark was started, in a JVM of its own. */
  public static void runWithoutSpark(JobCommand command, String... arguments) {
    Runtime.getRuntime().exit(execute(command, arguments));
  }

  /** Runs a command that needs no Spark, and ends the process with its code. */
  public static void runPlain(CommandLine line, String... arguments) {
    Runtime.getRuntime().exit(executePlain(line, arguments));
  }

  /** Runs a command that needs no Spark, and returns the code with which the process should end. */
  public static int executePlain(CommandLine line, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (LinkageError e) {
      return report(e, Arrays.asList(arguments).contains(VERBOSE), line.getErr()).code();
    }
  }

  /**
   * A command that needs no Spark, with its own below it.
   *
   * @param codes with which it ends
   */
  public static CommandLine plain(Object command, ExitCode... codes) {
    return commandLine(command, codes);
  }

  /** Runs the command and returns the code with which the process should end. */
  public static int execute(JobCommand command, String... arguments) {
    long began = System.nanoTime();
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
    boolean isAsked = returned == null && code == ExitCode.OK.code();
    // Somebody has asked how it is called, or has ended it, of which nothing is to be told.
    if (isAsked || IS_INTERRUPTED.get()) {
      return code;
    }
    int end = returned == null ? code : returned.code();
    tellEnd(command, end, Duration.ofNanos(System.nanoTime() - began));
    return end;
  }

  /** Of a command that was not understood nobody knows what it was to be. */
  static void tellEnd(JobCommand command, int code, Duration took) {
    Arrays.stream(ExitCode.values())
        .filter(end -> end.code() == code && end != ExitCode.USAGE)
        .forEach(end -> command.ended(end, took));
  }

  static CommandLine commandLine(JobCommand command) {
    return commandLine(command, command.exitCodes().toArray(ExitCode[]::new));
  }

  private static CommandLine commandLine(Object command, ExitCode... codes) {
    CommandLine line = new CommandLine(command);
    HelpText.complete(line, codes);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(
        (failure, unused) -> {
          tellWrongCall(failure);
          return ExitCode.USAGE.code();
        });
    line.setExecutionExceptionHandler(
        (failure, command1, parsed) -> {
          boolean verbose = parsed.hasMatchedOption(VERBOSE);
          return report(failure, verbose, command1.getErr()).code();
        });
    return line;
  }

  /** The fault is all that is told: below a page of help nobody sees it. */
  private static void tellWrongCall(ParameterException failure) {
    CommandLine wrong = failure.getCommandLine();
    PrintWriter err = wrong.getErr();
    ParameterException fault = failure;
    List<String> unknown = wrong.getUnmatchedArguments();
    if (failure instanceof MissingParameterException && !unknown.isEmpty()) {
      // What is missing may be there with another spelling.
      fault = new UnmatchedArgumentException(wrong, unknown);
    }
    String told = ErrorCode.COMMAND_IS_WRONG.before(String.valueOf(fault.getMessage()));
    err.println(wrong.getColorScheme().errorText(told));
    UnmatchedArgumentException.printSuggestions(fault, err);
    err.printf("See %s --help.%n", wrong.getCommandSpec().qualifiedName());
    err.flush();
  }

  private static void printTrace(Throwable failure, PrintWriter err) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    err.print(Secrets.without(trace.toString()));
  }

  /** Prints a failure in the form its reader needs and says which code it ends with. */
  static ExitCode report(Throwable failure, boolean verbose, PrintWriter err) {
    if (IS_INTERRUPTED.get()) {
      return ExitCode.BUG;
    }
    Optional<FirnException> found =
        Failures.operatorError(failure)
            .or(() -> DriverJvm.findMissingClass(failure).map(DriverJvm::jarsAreMissing));
    if (found.isEmpty()) {
      err.println(
          ErrorCode.FIRN_HAS_FAILED.before(
              "Firn failed unexpectedly. This is a bug; report it with the lines below."));
      printTrace(failure, err);
      err.flush();
      return ExitCode.BUG;
    }
    FirnException known = found.get();
    err.println(known.getMessage());
    if (verbose) {
      printTrace(failure, err);
    }
    err.flush();
    return known.exitCode();
  }
}
