package dev.firn.model;

import java.time.Duration;
import java.util.function.Function;

/** How the load of one table ended. */
public sealed interface LoadOutcome {

  /**
   * The table is published.
   *
   * @param bytes of the lake's files
   * @param retries attempts after the first
   */
  record Loaded(long rows, long bytes, int splits, int retries, long snapshotId, Duration took)
      implements LoadOutcome {}

  /** Nothing was read, on purpose. */
  record Skipped(String reason) implements LoadOutcome {}

  /** The table is as it was before. */
  record Failed(RuntimeException cause, int attempts) implements LoadOutcome {}

  default <T> T match(
      Function<Loaded, T> loaded, Function<Skipped, T> skipped, Function<Failed, T> failed) {
    if (this instanceof Loaded outcome) {
      return loaded.apply(outcome);
    }
    if (this instanceof Skipped outcome) {
      return skipped.apply(outcome);
    }
    return failed.apply((Failed) this);
  }
}
