package dev.firn.validate.check;

import dev.firn.model.LakeTableId;
import dev.firn.model.TableIdentity;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.mark.Mark;
import dev.firn.validate.content.ContentResult;
import dev.firn.validate.content.Differences;
import dev.firn.validate.rows.RowRepair;
import dev.firn.validate.rows.Settled;
import dev.firn.validate.rows.SettledRows;
import dev.firn.validate.stream.StreamProgress;
import dev.firn.validate.stream.StreamProgress.State;
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

  private static final String NO_REPAIR = "not repaired, because ";

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
   * @param due rows that the lake does not have yet, and is to have
   * @param moving keys that were changed each time they were looked at
   * @param repaired rows that are not wrong any more
   */
  record Seen(
      Differences differences,
      boolean isSettled,
      List<String> notes,
      int due,
      int moving,
      long repaired) {

    Seen {
      notes = List.copyOf(notes);
    }

    /** How many rows the lake has of those that the source had, with those that it has no more. */
    long lakeRows(ContentResult first) {
      Differences.Counts left = differences.counts();
      return isSettled && due == 0 && differences.complete()
          ? first.sourceRows() + left.extra() + left.doubled() - left.missing()
          : first.lakeRows();
    }

    Seen noting(String note) {
      List<String> more = new ArrayList<>(notes);
      more.add(note);
      return new Seen(differences, isSettled, more, due, moving, repaired);
    }
  }

  /** True if the keys of rows that differ are to be found out. */
  boolean looksAt(CheckedTable table) {
    return isRepairing()
        || table.lake().state().findBookmark().isPresent()
        || stream.of(table.lake()) == State.RUNNING;
  }

  private boolean isRepairing() {
    return repair != null || isPlan;
  }

  /**
   * @param isWhole true if all columns of the contract were compared
   */
  Seen look(
      CheckedTable table, TableMapping compared, Differences found, int maxShown, boolean isWhole) {
    Seen seen = settled(table, compared, found, maxShown);
    return isRepairing() && seen.differences().counts().total() > 0
        ? repaired(table, compared, seen, maxShown, isWhole)
        : seen;
  }

  private Seen settled(CheckedTable table, TableMapping compared, Differences found, int maxShown) {
    Seen asItIs = new Seen(found, false, List.of(), 0, 0, 0);
    State state = stream.of(table.lake());
    if (state == State.NONE) {
      return withoutDue(table, compared, found, maxShown).orElse(asItIs);
    }
    if (state == State.UNKNOWN) {
      return asItIs.noting("compared as it is: changes may be on their way");
    }
    if (!compared.canNameRows()) {
      return asItIs.noting(
          "compared while the stream runs, and without a key by which rows could be looked at again");
    }
    return rows.settle(table.lake().id(), compared, found.keys())
        .map(left -> seen(left, compared, found, maxShown))
        .orElseGet(
            () ->
                asItIs.noting(
                    "compared as it is: the stream did not come as far as the source in time"));
  }

  /** Of a table that is read by a bookmark: rows that were written since its last read. */
  private Optional<Seen> withoutDue(
      CheckedTable table, TableMapping compared, Differences found, int maxShown) {
    Mark mark = table.lake().state().findBookmark().orElse(null);
    if (mark == null || !compared.canNameRows()) {
      return Optional.empty();
    }
    return rows.withoutDue(table.lake().id(), compared, found.keys(), mark, table.bookmarkZone())
        .map(
            left -> {
              int due = found.keys().size() - left.differing().size();
              return new Seen(
                  left.differences(compared, found.complete(), maxShown),
                  true,
                  due == 0
                      ? List.of()
                      : List.of(
                          "%s written since it was read at %s, which the next run brings"
                              .formatted(count(due, "row was", "rows were"), mark.readAt())),
                  due,
                  0,
                  0);
            });
  }

  private static Seen seen(Settled left, TableMapping compared, Differences found, int maxShown) {
    List<String> notes = new ArrayList<>();
    if (left.agreeing() > 0) {
      notes.add(
          count(
              left.agreeing(),
              "row had changed meanwhile and is equal by now",
              "rows had changed meanwhile and are equal by now"));
    }
    return new Seen(
        left.differences(compared, found.complete(), maxShown),
        true,
        notes,
        0,
        left.moving().size(),
        0);
  }

  private Seen repaired(
      CheckedTable table, TableMapping compared, Seen seen, int maxShown, boolean isWhole) {
    String why = whyNot(table, compared, seen, isWhole);
    if (why != null) {
      return seen.noting(NO_REPAIR + why);
    }
    List<RowKey> keys = seen.differences().keys();
    if (repair == null) {
      return seen.noting("would repair " + count(keys.size(), "key", "keys"));
    }
    LakeTableId id = table.lake().id();
    long repairedRows = repair.repair(id, compared, keys, KeptRows.reason(table) != null);
    Optional<Settled> after =
        stream.of(table.lake()) == State.NONE
            ? rows.now(id, compared, keys)
            : rows.settle(id, compared, keys);
    Differences left =
        after
            .map(still -> still.differences(compared, seen.differences().complete(), maxShown))
            .orElse(seen.differences());
    return new Seen(left, true, seen.notes(), seen.due(), seen.moving(), repairedRows)
        .noting("repaired " + count(repairedRows, "row", "rows"));
  }

  /** Why rows of the table are not written by what the source has of them; null if they may be. */
  private @Nullable String whyNot(
      CheckedTable table, TableMapping compared, Seen seen, boolean isWhole) {
    if (!compared.canNameRows()) {
      return "it has no key by which rows are found; load it again";
    }
    if (!isWhole) {
      return "not all of its columns are the same at the source; let the stream follow them, or load"
          + " it again";
    }
    if (table.lake().isSetBack() || table.lake().state().findGap().isPresent()) {
      return "it must be loaded again; bulk-load --differences reads only what differs";
    }
    TableIdentity known = table.contract().identity();
    TableIdentity now = table.source().identity();
    if (known != null && now != null && !isSame(known, now)) {
      return "it is another table at the source than was loaded, or has other columns";
    }
    return stream.of(table.lake()) == State.NONE || seen.isSettled()
        ? null
        : "changes may be on their way; let firn cdc run and come as far as the source";
  }

  private static boolean isSame(TableIdentity known, TableIdentity now) {
    return known.mayBeOnServerOf(now)
        && known.object() == now.object()
        && known.columns().equals(now.columns());
  }

  private static String count(long number, String one, String several) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : several);
  }
}
