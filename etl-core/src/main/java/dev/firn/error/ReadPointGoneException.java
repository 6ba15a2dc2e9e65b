package dev.firn.error;

import org.jspecify.annotations.Nullable;

/**
 * A table that can no longer be read at the instant at which its read began. The same attempt fails
 * again; a new one of the whole table at a later instant may succeed.
 */
public final class ReadPointGoneException extends UnavailableException {

  private static final long serialVersionUID = 1L;

  public ReadPointGoneException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause, false);
  }
}
