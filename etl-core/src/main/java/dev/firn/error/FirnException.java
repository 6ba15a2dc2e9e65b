package dev.firn.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure an operator can act on; its message says what, why, and what to do.
 *
 * <p>Anything thrown that is not one of these is a bug of ours and is reported with its stack
 * trace.
 */
public abstract sealed class FirnException extends RuntimeException implements Retryable
    permits ConfigException,
        UnavailableException,
        DataGapException,
        FencedException,
        NotConfirmedException,
        DriftException,
        DeadLetterLimitException,
        UnmappableTableException,
        UnfitValueException,
        UnfitNumberException {

  FirnException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The code with which the process ends if nothing handles this. */
  public abstract ExitCode exitCode();

  @Override
  public boolean isRetryable() {
    return false;
  }
}
