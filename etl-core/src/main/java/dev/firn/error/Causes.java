package dev.firn.error;

import java.util.Optional;

/** Looks into the chain of causes of a failure; Spark wraps what tasks throw more than once. */
public final class Causes {

  private Causes() {}

  /** The outermost failure of the type, which may be the failure itself. */
  public static <T> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
