package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.mirror.NetChange.Kept;
import dev.firn.config.DeleteMode;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the changes of a batch, in their order, to one change per key.
 *
 * <p>The last change of a key wins. Values that a change did not carry come from the change before
 * it, along the row's former keys; where the batch does not know them, the table does.
 */
public final class ChangeReducer {

  /** What is known of a key so far. A deleted row's image is kept for the row it turned into. */
  private record State(
      boolean deleted,
      @Nullable Object @Nullable [] image,
      @Nullable RowKey valuesFromKey,
      Change by,
      @Nullable Change upsert,
      Kept kept) {

    State deleted(Change how) {
      return new State(true, image, valuesFromKey, how, upsert, kept);
    }

    NetChange net(RowKey key, Change last) {
      // Whatever row the table has of the key, it is the one to be marked.
      Kept held = deleted && kept == Kept.NOWHERE ? Kept.PRESENT : kept;
      return new NetChange(key, image, valuesFromKey, last, held);
    }
  }

  private final DeleteMode deletes;
  private final Map<RowKey, State> states = new LinkedHashMap<>();

  /** Rows that left for a key under which they have not arrived yet. */
  private final Map<RowKey, NetChange> movedRows = new LinkedHashMap<>();

  private boolean truncated;

  private ChangeReducer(DeleteMode deletes) {
    this.deletes = deletes;
  }

  /**
   * @param changes of one table, in the order in which they are to take effect
   */
  public static NetChanges reduce(List<Change> changes) {
    return reduce(changes, DeleteMode.HARD);
  }

  /**
   * @param deletes with soft deletes, a deleted row has its last image, in which every value is
   *     unavailable that the batch does not know; with ignored ones, that image is all there is
   */
  public static NetChanges reduce(List<Change> changes, DeleteMode deletes) {
    ChangeReducer reducer = new ChangeReducer(deletes);
    changes.forEach(reducer::add);
    return reducer.result();
  }

  private void add(Change change) {
    switch (change.operation()) {
      case CREATE, READ, UPDATE -> upsert(change);
      case DELETE -> delete(keyOf(change), change);
      case TRUNCATE -> truncate(change);
    }
  }

  private void truncate(Change change) {
    truncated |= deletes != DeleteMode.IGNORE;
    movedRows.clear();
    switch (deletes) {
      case HARD -> states.clear();
      case SOFT ->
          states.replaceAll((key, state) -> state.deleted() ? state : state.deleted(change));
      case IGNORE -> {}
    }
  }

  private static RowKey keyOf(Change change) {
    if (change.key() == null) {
      throw new IllegalArgumentException("A change of a row has no key: " + change.place());
    }
    return change.key();
  }

  private void delete(RowKey key, Change change) {
    State before = states.get(key);
    if (change.keyChangeDelete() && before != null && before.image() != null) {
      movedRows.put(
          key,
          new NetChange(
              key, before.image(), before.valuesFromKey(), before.upsert(), before.kept()));
    }
    states.put(
        key,
        before == null
            ? new State(true, null, null, change, null, Kept.PRESENT)
            : before.deleted(change));
  }

  private void upsert(Change change) {
    RowKey key = keyOf(change);
    if (!movedRows.isEmpty()) {
      movedRows.remove(key);
      movedRows.remove(change.oldKey());
    }
    if (!change.lacksValues()) {
      states.put(key, new State(false, imageOf(change), null, change, change, Kept.PRESENT));
      return;
    }
    @Nullable Object[] image = imageOf(change).clone();
    RowKey former = change.oldKey() == null ? key : change.oldKey();
    State before = states.get(former);
    boolean isOther = change.oldKey() == null && before != null && before.deleted();
    if (before == null || before.image() == null || isOther) {
      Kept kept = change.oldKey() == null ? Kept.PRESENT : Kept.MOVED;
      if (isOther || (before == null && truncated)) {
        kept = Kept.NOWHERE;
      }
      states.put(key, new State(false, image, former, change, change, kept));
      return;
    }
    for (int i = 0; i < image.length; i++) {
      if (image[i] == Unavailable.VALUE) {
        image[i] = before.image()[i];
      }
    }
    states.put(
        key,
        new State(
            false,
            image,
            Unavailable.isIn(image) ? before.valuesFromKey() : null,
            change,
            change,
            before.kept()));
  }

  private static @Nullable Object[] imageOf(Change change) {
    if (change.image() == null) {
      throw new IllegalArgumentException("An upsert has no row: " + change.place());
    }
    return change.image();
  }

  private NetChanges result() {
    List<NetChange> changes = new ArrayList<>();
    states.forEach(
        (key, state) -> {
          if (!state.deleted() || deletes == DeleteMode.SOFT) {
            changes.add(state.net(key, state.by()));
          } else if (deletes == DeleteMode.HARD) {
            changes.add(new NetChange(key, null, null, state.by()));
          } else if (state.upsert() != null) {
            changes.add(state.net(key, state.upsert()));
          }
        });
    // Rows that are marked or stay can be found where they are.
    boolean gone = deletes == DeleteMode.HARD;
    return new NetChanges(truncated, changes, gone ? List.copyOf(movedRows.values()) : List.of());
  }
}
