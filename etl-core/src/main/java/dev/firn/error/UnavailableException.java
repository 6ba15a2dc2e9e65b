package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** A source, Kafka, a catalog or a store that refused or cannot be reached. */
public sealed class UnavailableException extends FirnException
    permits BusyTablesException, ReadPointGoneException {

  private final boolean retryable;

  UnavailableException(
      ErrorCode code, String message, @Nullable Throwable cause, boolean retryable) {
    super(code, message, cause);
    this.retryable = retryable;
  }

  /** A refusal that stays until somebody changes something, such as a wrong password. */
  public static UnavailableException permanent(
      ErrorCode code, String message, @Nullable Throwable cause) {
    return new UnavailableException(code, message, cause, false);
  }

  /** A failure that can pass by itself, such as a lost connection. */
  public static UnavailableException transientFailure(
      ErrorCode code, String message, @Nullable Throwable cause) {
    return new UnavailableException(code, message, cause, true);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.UNAVAILABLE;
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }
}
