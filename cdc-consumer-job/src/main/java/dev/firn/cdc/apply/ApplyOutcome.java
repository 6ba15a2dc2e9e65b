package dev.firn.cdc.apply;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a batch did to one table. */
public sealed interface ApplyOutcome {

  /**
   * The changes are published.
   *
   * @param events events applied, dead letters included
   * @param total events applied since the table was created
   * @param committed when the source committed the last change; null if no event says it
   */
  record Applied(
      long events, long total, String position, long snapshotId, @Nullable Instant committed)
      implements ApplyOutcome {}

  /** The table held every event of the batch already. */
  record AlreadyApplied() implements ApplyOutcome {}
}
