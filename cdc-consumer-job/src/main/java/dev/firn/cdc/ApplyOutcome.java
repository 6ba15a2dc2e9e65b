package dev.firn.cdc;

/** What a batch did to one table. */
sealed interface ApplyOutcome {

  /**
   * The changes are published.
   *
   * @param events events applied, dead letters included
   * @param total events applied since the table was created
   */
  record Applied(long events, long total, String position, long snapshotId)
      implements ApplyOutcome {}

  /** The table held every event of the batch already. */
  record AlreadyApplied() implements ApplyOutcome {}
}
