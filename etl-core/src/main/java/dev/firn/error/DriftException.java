package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** A schema change that the policy refuses. */
public final class DriftException extends FirnException {

  public DriftException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public DriftException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.DRIFT;
  }
}
