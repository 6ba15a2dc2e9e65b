package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** Another run holds the source, or a newer one has taken over. */
public final class FencedException extends FirnException {

  public FencedException(String message) {
    this(message, null);
  }

  public FencedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.LOCKED;
  }
}
