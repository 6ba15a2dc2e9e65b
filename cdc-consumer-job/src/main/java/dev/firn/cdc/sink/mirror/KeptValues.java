package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.mirror.NetChange.Kept;
import dev.firn.lake.LakeTable;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.LakeNames;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Completes images whose large values the events did not carry with those that the table holds. */
public final class KeptValues {

  /** The delete and the insert of a key change follow each other, so a few states are plenty. */
  private static final int MAX_FORMER_STATES = 20;

  private final CapturedTable captured;
  private final TableMapping mapping;
  private final KeyLookup lookup;

  public KeptValues(CapturedTable captured, KeyLookup lookup) {
    this.captured = captured;
    this.mapping = captured.mapping();
    this.lookup = lookup;
  }

  /**
   * @throws dev.firn.cdc.error.MissingRowException naming the rows that the table does not hold
   */
  public NetChanges complete(NetChanges changes, LakeTable table) {
    List<NetChange> incomplete = changes.incomplete();
    if (incomplete.isEmpty()) {
      return changes;
    }
    Held held = changes.truncated() ? Held.NOTHING : held(incomplete, table);
    List<RowKey> missing = new ArrayList<>();
    NetChanges completed =
        new NetChanges(
            changes.truncated(),
            completed(changes.changes(), held, missing),
            completed(changes.movedRows(), held, missing));
    if (!missing.isEmpty()) {
      throw StreamErrors.rowsAreMissing(captured, missing);
    }
    return completed;
  }

  private List<NetChange> completed(List<NetChange> changes, Held held, List<RowKey> missing) {
    List<NetChange> completed = new ArrayList<>(changes.size());
    for (NetChange change : changes) {
      RowKey from = change.valuesFromKey();
      if (from == null || change.image() == null) {
        completed.add(change);
        continue;
      }
      @Nullable Object[] row = held.rowOf(change, from);
      if (row != null) {
        completed.add(new NetChange(change.key(), filled(change.image(), row), null, change.by()));
      } else if (!marksDeleted(change)) {
        missing.add(from);
      }
    }
    return completed;
  }

  /** A row that the table never had need not be marked as deleted. */
  private static boolean marksDeleted(NetChange change) {
    return change.by() != null && change.by().image() == null;
  }

  private @Nullable Object[] filled(@Nullable Object[] image, @Nullable Object[] row) {
    @Nullable Object[] filled = image.clone();
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] == Unavailable.VALUE) {
        filled[i] = row[i];
      }
    }
    return filled;
  }

  /**
   * The rows as the table holds them before anything of the batch is applied.
   *
   * @param present those of its current state
   * @param marked those of these that are marked as deleted
   * @param former of an earlier state
   */
  private record Held(
      Map<RowKey, @Nullable Object[]> present,
      Set<RowKey> marked,
      Map<RowKey, @Nullable Object[]> former) {

    static final Held NOTHING = new Held(Map.of(), Set.of(), Map.of());

    @Nullable Object @Nullable [] rowOf(NetChange change, RowKey from) {
      if (change.kept() == Kept.MOVED && !present.containsKey(from)) {
        return former.get(from);
      }
      boolean isOther =
          change.kept() == Kept.NOWHERE
              || (change.kept() == Kept.PRESENT && marked.contains(from) && !marksDeleted(change));
      return isOther ? null : present.get(from);
    }
  }

  /**
   * A row whose key was changed across the end of a batch is gone; its values stand in an earlier
   * state, if need be in one that was made for them ({@link NetChanges#movedRows}). In earlier
   * states nothing else is looked for: what they have of a key may be of a row before this one.
   */
  private Held held(List<NetChange> incomplete, LakeTable table) {
    Set<RowKey> wanted = new HashSet<>();
    Set<RowKey> moved = new HashSet<>();
    for (NetChange change : incomplete) {
      if (change.kept() != Kept.NOWHERE) {
        wanted.add(change.valuesFromKey());
      }
      if (change.kept() == Kept.MOVED) {
        moved.add(change.valuesFromKey());
      }
    }
    Held held = new Held(new HashMap<>(), new HashSet<>(), new HashMap<>());
    if (!wanted.isEmpty()) {
      table
          .find(mapping.key(), KeyLookup.values(wanted))
          .ifPresent(
              state -> {
                held.present().putAll(rows(wanted, state));
                held.marked()
                    .addAll(lookup.marked(held.present().keySet(), state, LakeTable.DELETED));
              });
    }
    moved.removeAll(held.present().keySet());
    if (moved.isEmpty()) {
      return held;
    }
    Iterator<KeyScan> states =
        table
            .findFormer(mapping.key(), KeyLookup.values(moved))
            .limit(MAX_FORMER_STATES)
            .iterator();
    while (!moved.isEmpty() && states.hasNext()) {
      held.former().putAll(rows(moved, states.next()));
      moved.removeAll(held.former().keySet());
    }
    return held;
  }

  private Map<RowKey, @Nullable Object[]> rows(Set<RowKey> keys, KeyScan state) {
    Map<RowKey, @Nullable Object[]> rows = new HashMap<>();
    if (isComparable(state)) {
      lookup.rows(keys, state).forEach((key, row) -> rows.put(key, withLaterColumns(row, state)));
    }
    return rows;
  }

  /** False if a column has gone on in another one since, whose values the state does not have. */
  private boolean isComparable(KeyScan state) {
    return mapping.columns().stream()
        .allMatch(
            column ->
                state.has(column.lakeColumn())
                    || column.lakeColumn().equals(LakeNames.column(column.column())));
  }

  /** A row shows the default of a column that was added after it, though no event says so. */
  private @Nullable Object[] withLaterColumns(@Nullable Object[] row, KeyScan state) {
    for (int i = 0; i < row.length; i++) {
      ColumnMapping column = mapping.columns().get(i);
      if (column.addedDefault() != null && !state.has(column.lakeColumn())) {
        row[i] = column.addedValue();
      }
    }
    return row;
  }
}
