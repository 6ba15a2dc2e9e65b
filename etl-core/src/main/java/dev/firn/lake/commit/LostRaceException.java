package dev.firn.lake.commit;

import dev.firn.error.Causes;
import dev.firn.error.ErrorCode;
import dev.firn.error.Retryable;
import dev.firn.model.LakeTableId;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Somebody else has changed the table in between; the work must be done again on what is now. */
public final class LostRaceException extends RuntimeException implements Retryable {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  private LostRaceException(
      LakeTableId table, String reason, @Nullable Throwable cause, boolean refused) {
    super(
        ErrorCode.LAKE_TABLE_HAS_MOVED.before(
            "Cannot publish " + table + ": another run has changed it meanwhile (" + reason + ")."),
        cause);
    this.refused = refused;
  }

  /** A change that is not in the table and never will be. */
  public static LostRaceException refused(
      LakeTableId table, String reason, @Nullable Throwable cause) {
    return new LostRaceException(table, reason, cause, true);
  }

  /** A change that the table does not show, and of which the catalog does not say what it does. */
  static LostRaceException unanswered(LakeTableId table, Throwable cause) {
    return new LostRaceException(table, "the catalog has lost sight of the commit", cause, false);
  }

  /** False if the change may still come, so that what was written for it must stay. */
  public boolean isRefused() {
    return refused;
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
        throw refused(table, "files of its earlier state are gone", e);
      }
      throw e;
    }
  }
}
