package dev.firn.error;

import org.jspecify.annotations.Nullable;

/** Events or rows that are gone at the source; the message names the range and the reload. */
public final class DataGapException extends FirnException {

  public DataGapException(String message) {
    this(message, null);
  }

  public DataGapException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.DATA_GAP;
  }
}
