package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** A statement of an operator's that is not run, or that Spark cannot run. */
public final class StatementException extends FirnException {

  StatementException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
