package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** Another run holds the source, or a newer one has taken over. */
public final class FencedException extends FirnException {

  public FencedException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public FencedException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.LOCKED;
  }
}
