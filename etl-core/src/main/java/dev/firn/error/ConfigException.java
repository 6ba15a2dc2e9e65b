package dev.firn.error;

import java.util.List;

/** A configuration that cannot be used, with every problem that was found in it. */
public final class ConfigException extends FirnException {

  private final List<String> problems;

  /**
   * @param what the thing that cannot be used, for example a file name
   * @param problems one line each, with the place in front
   */
  public ConfigException(ErrorCode code, String what, List<String> problems) {
    super(code, message(what, problems), null);
    this.problems = List.copyOf(problems);
  }

  /** A single problem whose sentence is complete. */
  public ConfigException(ErrorCode code, String message) {
    super(code, message, null);
    this.problems = List.of(message);
  }

  public List<String> problems() {
    return problems;
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.CONFIG;
  }

  private static String message(String what, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "Cannot use " + what + ", " + count + ":\n- " + String.join("\n- ", problems);
  }
}
