package dev.firn.lake.failure;

import dev.firn.error.Causes;
import dev.firn.error.CoreErrors;
import dev.firn.error.ErrorCode;
import dev.firn.error.Failures;
import dev.firn.error.Retryable;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;

/** Failures of catalogs and stores as their clients throw them. */
public final class LakeFailures {

  /**
   * What clients throw when a catalog or a store is away, full, or refuses a token that is renewed
   * soon, where nothing tells an outage of a minute from a refusal that stays ({@link
   * ClientAnswers}).
   */
  private static final List<Class<? extends Exception>> OUTSIDE =
      List.of(
          IOException.class,
          RESTException.class,
          RuntimeIOException.class,
          UncheckedSQLException.class,
          CommitFailedException.class,
          CommitStateUnknownException.class);

  private LakeFailures() {}

  /**
   * True if the same work may succeed later without anybody changing the work: a failure that knows
   * says so itself ({@link Retryable}), and of the others those that come from outside. What is not
   * there or not allowed stays so.
   */
  public static boolean canPass(Throwable failure) {
    Optional<Retryable> known = Causes.find(failure, Retryable.class);
    if (known.isPresent()) {
      return known.get().isRetryable();
    }
    return ClientAnswers.find(failure)
        .map(answer -> answer == ClientAnswers.Answer.OUTAGE)
        .orElseGet(() -> OUTSIDE.stream().anyMatch(type -> Causes.find(failure, type).isPresent()));
  }

  /**
   * A catalog or store that fails where nobody has said so; empty if the failure is another one, or
   * says by itself what it is.
   */
  public static Optional<UnavailableException> findOutage(Throwable failure) {
    return Failures.operatorError(failure).isEmpty() && canPass(failure)
        ? Optional.of(CoreErrors.lakeIsAway(failure))
        : Optional.empty();
  }

  /**
   * Warns of a failure as who reads the log needs it: in a sentence, with causes only for who wants
   * to see them; a bug with its trace.
   *
   * @param what has failed, as a clause
   */
  public static void warn(Logger log, String what, Throwable failure) {
    String told = told(failure);
    if (told.startsWith(ErrorCode.FIRN_HAS_FAILED.id())) {
      log.warn("{}: {}", what, told, failure);
    } else {
      log.warn("{}: {}", what, told);
      log.debug("Because of", failure);
    }
  }

  /** What people are told of a failure, whatever it is: a sentence with a code before it. */
  public static String told(Throwable failure) {
    String reason = Failures.reason(failure);
    if (ErrorCode.isShown(reason)) {
      return reason;
    }
    return findOutage(failure)
        .map(outage -> String.valueOf(outage.getMessage()))
        .orElseGet(() -> ErrorCode.FIRN_HAS_FAILED.before(reason));
  }
}
