package dev.firn.error;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** Finds the sentence in a failure that an operator should read. */
public final class Failures {

  private Failures() {}

  /** What an operator can act on, if the failure has it anywhere in the chain of causes. */
  public static Optional<FirnException> operatorError(Throwable failure) {
    return Causes.find(failure, FirnException.class);
  }

  /**
   * The failure, or what stands for it if it is a checked one: Scala throws those without declaring
   * them, SparkException first of all, so who catches RuntimeException around an action of Spark
   * misses them.
   */
  public static RuntimeException unchecked(Exception failure) {
    return failure instanceof RuntimeException known
        ? known
        : new IllegalStateException(reason(failure), failure);
  }

  /** Our own words if there are any in the chain of causes, else the deepest ones. */
  public static String reason(Throwable failure) {
    return Secrets.without(found(failure));
  }

  private static String found(Throwable failure) {
    Optional<Retryable> ours = Causes.find(failure, Retryable.class);
    if (ours.isPresent() && ours.get() instanceof Throwable known) {
      return String.valueOf(known.getMessage());
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? unsaid(failure, deepest) : message.lines().findFirst().orElse("");
  }

  /** What failures mean that come without a word, as those of Java's own HTTP client. */
  private static String unsaid(Throwable failure, Throwable deepest) {
    if (Causes.find(failure, UnresolvedAddressException.class).isPresent()) {
      return "nobody knows a host of this name";
    }
    return Causes.find(failure, ConnectException.class).isPresent()
        ? "the connection was refused"
        : deepest.getClass().getSimpleName();
  }
}
