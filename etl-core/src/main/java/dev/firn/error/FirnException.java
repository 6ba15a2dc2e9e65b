package dev.firn.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure an operator can act on; its message begins with a code and says what, why, and what to
 * do.
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
        StatementException,
        DriftException,
        DeadLetterLimitException,
        UnmappableTableException,
        UnfitValueException,
        UnfitNumberException {

  private final ErrorCode code;

  FirnException(ErrorCode code, String sentence, @Nullable Throwable cause) {
    super(code.before(sentence), cause);
    this.code = code;
  }

  /** What has gone wrong, which its message begins with. */
  public final ErrorCode code() {
    return code;
  }

  /** The message without its code, to be part of another sentence. */
  public final String sentence() {
    return ErrorCode.strip(String.valueOf(getMessage()));
  }

  /** The code with which the process ends if nothing handles this. */
  public abstract ExitCode exitCode();

  @Override
  public boolean isRetryable() {
    return false;
  }
}
