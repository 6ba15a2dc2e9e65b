package dev.firn.error;

/** A failure that knows whether it can pass by itself. */
public interface Retryable {

  /** True if the same attempt may succeed later without anybody changing anything. */
  boolean isRetryable();

  /**
   * Asks a failure, whatever it is wrapped in. The outermost that knows decides; a failure that
   * does not know, such as a bug, cannot pass.
   */
  static boolean canPass(Throwable failure) {
    return Causes.find(failure, Retryable.class).map(Retryable::isRetryable).orElse(false);
  }
}
