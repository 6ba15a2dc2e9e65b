package dev.firn.lake.commit;

import dev.firn.error.Causes;
import dev.firn.error.Retryable;
import dev.firn.model.LakeTableId;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Somebody else has changed the table in between; the work must be done again on what is now. */
public final class LostRaceException extends RuntimeException implements Retryable {

  private static final long serialVersionUID = 1L;

  public LostRaceException(LakeTableId table, String reason, @Nullable Throwable cause) {
    super(
        "Cannot publish " + table + ": another run has changed it meanwhile (" + reason + ").",
        cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }

  /**
   * Does work that reads the state which a table had when it was opened. The files of that state
   * are removed only after somebody has moved the table on, so that they are gone is a lost race.
   *
   * @throws LostRaceException if files of that state are gone
   */
  public static <T> T whileReading(LakeTableId table, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (Causes.find(e, Retryable.class).isEmpty()
          && Causes.find(e, NotFoundException.class).isPresent()) {
        throw new LostRaceException(table, "files of its earlier state are gone", e);
      }
      throw e;
    }
  }

  /**
   * True if somebody has moved the table, or removed files of which its earlier state consisted.
   */
  public static boolean isCauseOf(RuntimeException failure) {
    return failure instanceof LostRaceException
        || Causes.find(failure, NotFoundException.class).isPresent();
  }
}
