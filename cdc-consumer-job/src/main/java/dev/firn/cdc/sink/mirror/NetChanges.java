package dev.firn.cdc.sink.mirror;

import dev.firn.row.RowKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a batch leaves of a table: at most one change per key. The only thing that may be merged.
 *
 * @param truncated true if the table is emptied before the changes
 * @param movedRows the last images of rows that are deleted because they have another key from now
 *     on, under which they come in a later batch; what that leaves out is found in these images
 */
public record NetChanges(boolean truncated, List<NetChange> changes, List<NetChange> movedRows) {

  public NetChanges {
    changes = List.copyOf(changes);
    movedRows = List.copyOf(movedRows);
  }

  public NetChanges(boolean truncated, List<NetChange> changes) {
    this(truncated, changes, List.of());
  }

  /**
   * The changes in the steps in which they are to be made, so that the table has had a state that
   * holds the rows that were moved.
   */
  public List<NetChanges> steps() {
    if (movedRows.isEmpty()) {
      return List.of(this);
    }
    Set<RowKey> keys = movedRows.stream().map(NetChange::key).collect(Collectors.toSet());
    List<NetChange> leave = changes.stream().filter(at -> keys.contains(at.key())).toList();
    List<NetChange> before =
        Stream.concat(changes.stream().filter(at -> !keys.contains(at.key())), movedRows.stream())
            .toList();
    return List.of(new NetChanges(truncated, before), new NetChanges(false, leave));
  }

  public boolean isEmpty() {
    return !truncated && changes.isEmpty();
  }

  /** The changes whose images lack values that only the table knows. */
  public List<NetChange> incomplete() {
    return Stream.concat(changes.stream(), movedRows.stream())
        .filter(change -> change.valuesFromKey() != null)
        .toList();
  }
}
