package dev.firn.lake.failure;

import dev.firn.error.Causes;
import dev.firn.error.Retryable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

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
}
