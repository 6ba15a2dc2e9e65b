package dev.firn.bulkload;

import dev.firn.error.FirnException;

/** Finds the sentence in a failure that an operator should read. */
final class Failures {

  private Failures() {}

  /** Our own words if there are any in the chain of causes, else the deepest ones. */
  static String reason(Throwable failure) {
    Throwable deepest = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FirnException) {
        return String.valueOf(cause.getMessage());
      }
      deepest = cause;
    }
    String message = deepest.getMessage();
    return message == null
        ? deepest.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
