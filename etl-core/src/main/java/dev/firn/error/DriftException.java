package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** A schema change that the policy refuses. */
public final class DriftException extends FirnException {

  public DriftException(String message) {
    this(message, null);
  }

  public DriftException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.DRIFT;
  }
}
