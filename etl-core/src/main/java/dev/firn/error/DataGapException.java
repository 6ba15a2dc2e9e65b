package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** Events or rows that are gone at the source; the message names the range and the reload. */
public final class DataGapException extends FirnException {

  private final boolean retryable;

  public DataGapException(String message) {
    this(message, null);
  }

  public DataGapException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private DataGapException(String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** A gap for the stream as it runs, which is none for one that begins again at the ledgers. */
  public static DataGapException untilRestart(String message) {
    return new DataGapException(message, null, true);
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
