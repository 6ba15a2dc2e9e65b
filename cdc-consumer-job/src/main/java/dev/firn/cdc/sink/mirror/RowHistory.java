package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.Change;
import dev.firn.config.DeleteMode;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A change that was missed, and what happened afterwards to the rows that it touched.
 *
 * <p>The table holds everything but the change itself. Folding the change and all later ones of its
 * keys gives these rows their right state, whatever the later ones left to be kept: an older event
 * never overwrites a newer state, because the newer is folded over it.
 */
final class RowHistory {

  private final Change missed;
  private final DeleteMode deletes;
  private final List<Change> changes = new ArrayList<>();
  private final Set<RowKey> keys = new HashSet<>();

  /** Keys that belong to another row by now, which the table holds as it should. */
  private final Set<RowKey> passedOn = new HashSet<>();

  private boolean overtaken;

  /** True once another row has the key that the missed change's row had before. */
  private boolean oldKeyIsTaken;

  /**
   * @param missed of a table with a key, and no truncate
   * @param deletes what becomes of its deleted rows
   */
  RowHistory(Change missed, DeleteMode deletes) {
    this.missed = missed;
    this.deletes = deletes;
    add(missed);
  }

  /**
   * To be called with every later change of the table that its policy lets through, in order.
   *
   * @return true if it is one of the row
   */
  boolean follow(Change change) {
    if (change.operation() == ChangeOperation.TRUNCATE) {
      empty(change);
      return false;
    }
    oldKeyIsTaken |= change.key() != null && change.key().equals(missed.oldKey());
    RowKey from = change.oldKey();
    boolean ours = keys.contains(change.key()) && !passedOn.contains(change.key());
    boolean fromUs = from != null && keys.contains(from) && !passedOn.contains(from);
    if (fromUs) {
      passedOn.remove(change.key());
      add(change);
    } else if (from != null && ours) {
      passedOn.add(change.key());
      return false;
    } else if (ours) {
      add(change);
    }
    return fromUs || ours;
  }

  private void empty(Change truncate) {
    switch (deletes) {
      case HARD -> {
        overtaken = true;
        changes.clear();
        keys.clear();
      }
      case SOFT -> changes.add(truncate);
      case IGNORE -> {}
    }
  }

  /** Puts others in the place of the changes of the row, with the same keys and places. */
  void correct(UnaryOperator<List<Change>> correction) {
    List<Change> corrected = correction.apply(List.copyOf(changes));
    changes.clear();
    changes.addAll(corrected);
  }

  /** True if the change at the offset is one of the row. */
  boolean holds(long offset) {
    return changes.stream().anyMatch(change -> change.place().offset() == offset);
  }

  private void add(Change change) {
    changes.add(change);
    if (change.key() != null) {
      keys.add(change.key());
    }
    if (change.oldKey() != null) {
      keys.add(change.oldKey());
    }
  }

  /** True if a key of the row changed, which can lead to another Kafka partition. */
  boolean changesKeys() {
    return keys.size() > 1
        || changes.stream().anyMatch(change -> change.operation() == ChangeOperation.DELETE);
  }

  /** What is to be done to the table as it is now; nothing if later changes have settled all. */
  NetChanges net() {
    if (overtaken) {
      return new NetChanges(false, List.of());
    }
    List<NetChange> net = new ArrayList<>();
    for (NetChange change : ChangeReducer.reduce(changes, deletes).changes()) {
      if (!passedOn.contains(change.key())) {
        net.add(held(change));
      }
    }
    return new NetChanges(false, net);
  }

  /** True if values are to be kept of a row that the table holds no more. */
  boolean lacksValues(NetChanges net) {
    return oldKeyIsTaken
        && net.incomplete().stream()
            .anyMatch(
                change ->
                    change.valuesFromKey() != null
                        && change.valuesFromKey().equals(missed.oldKey()));
  }

  /**
   * Later key changes are in the table already, so a row has its kept values under its key; not if
   * it never arrived, for then it was taken along from wherever its key was seen before.
   */
  private NetChange held(NetChange change) {
    boolean moved =
        change.valuesFromKey() != null
            && !change.valuesFromKey().equals(missed.oldKey())
            && !change.key().equals(missed.key());
    return moved ? new NetChange(change.key(), change.image(), change.key(), change.by()) : change;
  }
}
