package dev.firn.cdc;

import java.util.List;

/**
 * What a batch leaves of a table: at most one change per key. The only thing that may be merged.
 *
 * @param truncated true if the table is emptied before the changes
 */
record NetChanges(boolean truncated, List<NetChange> changes) {

  NetChanges {
    changes = List.copyOf(changes);
  }

  boolean isEmpty() {
    return !truncated && changes.isEmpty();
  }

  /** The changes whose images lack values that only the table knows. */
  List<NetChange> incomplete() {
    return changes.stream().filter(change -> change.keptFrom() != null).toList();
  }
}
