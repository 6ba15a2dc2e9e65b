package dev.firn.cdc;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a batch leaves of a table: at most one change per key. The only thing that may be merged.
 *
 * @param truncated true if the table is emptied before the changes
 * @param departed the last images of rows that are deleted because they have another key from now
 *     on, under which they come in a later batch; what that leaves out is found in these images
 */
record NetChanges(boolean truncated, List<NetChange> changes, List<NetChange> departed) {

  NetChanges {
    changes = List.copyOf(changes);
    departed = List.copyOf(departed);
  }

  NetChanges(boolean truncated, List<NetChange> changes) {
    this(truncated, changes, List.of());
  }

  /**
   * The changes to be made one after the other, so that a former state of the table holds the rows
   * that have departed.
   */
  List<NetChanges> steps() {
    if (departed.isEmpty()) {
      return List.of(this);
    }
    Set<RowKey> keys = departed.stream().map(NetChange::key).collect(Collectors.toSet());
    List<NetChange> leave = changes.stream().filter(at -> keys.contains(at.key())).toList();
    List<NetChange> before =
        Stream.concat(changes.stream().filter(at -> !keys.contains(at.key())), departed.stream())
            .toList();
    return List.of(new NetChanges(truncated, before), new NetChanges(false, leave));
  }

  boolean isEmpty() {
    return !truncated && changes.isEmpty();
  }

  /** The changes whose images lack values that only the table knows. */
  List<NetChange> incomplete() {
    return Stream.concat(changes.stream(), departed.stream())
        .filter(change -> change.keptFrom() != null)
        .toList();
  }
}
