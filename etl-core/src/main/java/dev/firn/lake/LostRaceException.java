package dev.firn.lake;

import dev.firn.error.Causes;
import dev.firn.model.LakeTableId;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Somebody else has changed the table in between; the work must be done again on what is now. */
public final class LostRaceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostRaceException(LakeTableId table, String reason, @Nullable Throwable cause) {
    super(
        "Cannot publish " + table + ": another run has changed it meanwhile (" + reason + ").",
        cause);
  }

  /**
   * True if somebody has moved the table, or removed files of which its earlier state consisted.
   */
  public static boolean isCauseOf(RuntimeException failure) {
    return failure instanceof LostRaceException
        || Causes.find(failure, NotFoundException.class).isPresent();
  }
}
