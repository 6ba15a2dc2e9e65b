package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** Events or rows that are gone at the source; the message names the range and the reload. */
public final class DataGapException extends FirnException {

  private final boolean retryable;

  public DataGapException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public DataGapException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, false);
  }

  private DataGapException(
      ErrorCode code, String message, @Nullable Throwable cause, boolean retryable) {
    super(code, message, cause);
    this.retryable = retryable;
  }

  /** A gap for the stream as it runs, which is none for one that begins again at the ledgers. */
  public static DataGapException untilRestart(ErrorCode code, String message) {
    return new DataGapException(code, message, null, true);
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.DATA_GAP;
  }
}
