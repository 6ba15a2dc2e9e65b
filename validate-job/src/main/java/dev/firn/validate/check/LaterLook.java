package dev.firn.validate.check;

import dev.firn.model.LakeTableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.validate.content.Differences;
import dev.firn.validate.rows.RowRepair;
import dev.firn.validate.rows.Settled;
import dev.firn.validate.rows.SettledRows;
import dev.firn.validate.stream.StreamProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done about rows that differ: those of a table that is streamed are looked at again, once
 * the stream has come as far as the source, and those that are wrong then are repaired if that was
 * asked for.
 */
public final class LaterLook {

  private final StreamProgress stream;
  private final SettledRows rows;
  private final @Nullable RowRepair repair;
  private final boolean isPlan;

  /**
   * @param repair null to leave all as it is
   * @param isPlan true to say only what would be repaired
   */
  public LaterLook(
      StreamProgress stream, SettledRows rows, @Nullable RowRepair repair, boolean isPlan) {
    this.stream = stream;
    this.rows = rows;
    this.repair = repair;
    this.isPlan = isPlan;
  }

  /**
   * What is left of differences.
   *
   * @param isSettled true if they were looked at again, so that all that is left is wrong
   * @param repaired rows that are not wrong any more
   */
  record Seen(Differences differences, boolean isSettled, List<String> notes, long repaired) {

    Seen {
      notes = List.copyOf(notes);
    }
  }

  /** True if the keys of rows that differ are to be found out. */
  boolean looksAt(CheckedTable table) {
    return isRepairing() || stream.isStreamed(table.lake().id());
  }

  private boolean isRepairing() {
    return repair != null || isPlan;
  }

  Seen look(CheckedTable table, TableMapping compared, Differences found, int maxShown) {
    List<String> notes = new ArrayList<>();
    Seen seen = settled(table, compared, found, maxShown, notes);
    return isRepairing() ? repaired(table, compared, seen, maxShown) : seen;
  }

  private Seen settled(
      CheckedTable table,
      TableMapping compared,
      Differences found,
      int maxShown,
      List<String> notes) {
    if (!stream.isStreamed(table.lake().id())) {
      return new Seen(found, false, notes, 0);
    }
    if (!compared.hasKey()) {
      notes.add("compared while the stream runs; without a key no row can be looked at again");
      return new Seen(found, false, notes, 0);
    }
    Optional<Settled> settled = rows.settle(table.lake().id(), compared, found.keys());
    if (settled.isEmpty()) {
      notes.add("compared as it is, because the stream did not come as far as the source in time");
      return new Seen(found, false, notes, 0);
    }
    Settled now = settled.get();
    if (now.agreeing() > 0) {
      notes.add(
          count(now.agreeing(), "row", "rows") + " had changed meanwhile and are equal by now");
    }
    if (!now.moving().isEmpty()) {
      notes.add(
          count(now.moving().size(), "row was", "rows were")
              + " changed each time they were looked at");
    }
    return new Seen(now.differences(compared, found.complete(), maxShown), true, notes, 0);
  }

  private Seen repaired(CheckedTable table, TableMapping compared, Seen seen, int maxShown) {
    List<String> notes = new ArrayList<>(seen.notes());
    if (seen.differences().counts().total() == 0) {
      return seen;
    }
    if (!compared.hasKey()) {
      notes.add("cannot be repaired row by row, because it has no key; load it again");
      return new Seen(seen.differences(), seen.isSettled(), notes, 0);
    }
    List<RowKey> keys = seen.differences().keys();
    if (repair == null || isPlan) {
      notes.add("would repair " + count(keys.size(), "key", "keys"));
      return new Seen(seen.differences(), seen.isSettled(), notes, 0);
    }
    LakeTableId id = table.lake().id();
    long rowsRepaired =
        repair.repair(id, compared, table.source(), keys, KeptRows.reason(table) != null);
    notes.add("repaired " + count(rowsRepaired, "row", "rows"));
    Optional<Settled> after =
        stream.isStreamed(id) ? rows.settle(id, compared, keys) : rows.now(id, compared, keys);
    return after
        .map(
            left ->
                new Seen(
                    left.differences(compared, seen.differences().complete(), maxShown),
                    true,
                    notes,
                    rowsRepaired))
        .orElseGet(() -> new Seen(seen.differences(), seen.isSettled(), notes, rowsRepaired));
  }

  private static String count(long number, String one, String several) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : several);
  }
}
