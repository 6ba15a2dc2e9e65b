package dev.firn.bulkload.load;

import dev.firn.error.Failures;
import dev.firn.error.Retryable;

/** A slice that was tried often enough, so that to load its whole table again is of no use. */
final class SplitFailedException extends RuntimeException implements Retryable {

  private static final long serialVersionUID = 1L;

  SplitFailedException(RuntimeException cause) {
    super(Failures.reason(cause), cause);
  }

  @Override
  public boolean isRetryable() {
    return false;
  }
}
