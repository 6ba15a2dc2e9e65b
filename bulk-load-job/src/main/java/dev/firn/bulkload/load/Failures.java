package dev.firn.bulkload.load;

import dev.firn.error.Causes;
import dev.firn.error.FirnException;
import java.util.Optional;

/** Finds the sentence in a failure that an operator should read. */
public final class Failures {

  private Failures() {}

  /** Our own words if there are any in the chain of causes, else the deepest ones. */
  public static String reason(Throwable failure) {
    Optional<FirnException> ours = Causes.find(failure, FirnException.class);
    if (ours.isPresent()) {
      return String.valueOf(ours.get().getMessage());
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
