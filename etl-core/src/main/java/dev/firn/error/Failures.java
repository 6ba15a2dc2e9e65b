package dev.firn.error;

import java.util.Optional;

/** Finds the sentence in a failure that an operator should read. */
public final class Failures {

  private Failures() {}

  /** What an operator can act on, if the failure has it anywhere in the chain of causes. */
  public static Optional<FirnException> operatorError(Throwable failure) {
    return Causes.find(failure, FirnException.class);
  }

  /** Our own words if there are any in the chain of causes, else the deepest ones. */
  public static String reason(Throwable failure) {
    Optional<Retryable> ours = Causes.find(failure, Retryable.class);
    if (ours.isPresent() && ours.get() instanceof Throwable known) {
      return String.valueOf(known.getMessage());
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null
        ? deepest.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
