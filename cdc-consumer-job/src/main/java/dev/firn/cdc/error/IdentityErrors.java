package dev.firn.cdc.error;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DriftException;
import dev.firn.error.ErrorCode;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity.Part;
import java.util.List;
import java.util.Optional;

/**
 * Why a table cannot be followed any more though its columns may look as before; exit code 10. Each
 * names the load that mends it.
 */
public final class IdentityErrors {

  private IdentityErrors() {}

  /**
   * Another table has the name now.
   *
   * @param former under which name the table of the contract is known now, if it is there
   */
  public static DriftException tableIsAnother(CapturedTable captured, Optional<TableId> former) {
    return refused(
        captured,
        captured.mapping().source()
            + " is another table than the one that was loaded, which was "
            + former.map(name -> "renamed to " + name).orElse("dropped"));
  }

  /** The table has its name, and may have had another one in between. */
  public static DriftException tableWasElsewhere(CapturedTable captured) {
    return refused(
        captured,
        captured.mapping().source()
            + " was renamed, moved to another schema or given another owner since it was looked at"
            + " last, and changes that were made under another name were not sent as its own");
  }

  /**
   * No table has the name now.
   *
   * @param name under which the table of the contract is known now, if it is there
   */
  public static DriftException tableIsGone(CapturedTable captured, Optional<TableId> name) {
    TableId source = captured.mapping().source();
    String why = "Cannot apply changes to " + captured.id() + ": the source has " + source;
    if (name.isEmpty()) {
      return new DriftException(
          ErrorCode.SOURCE_TABLE_IS_GONE,
          why
              + " no more. Drop the lake table if it is not wanted any more; if the source's table"
              + " comes back, load it with "
              + ReloadCommand.of(captured)
              + ".");
    }
    boolean sameSchema = name.get().schema().equals(source.schema());
    return new DriftException(
        ErrorCode.SOURCE_TABLE_IS_GONE,
        why
            + " under the name "
            + name.get()
            + " now. "
            + (sameSchema
                ? "Load it under that name with "
                    + ReloadCommand.first(captured.stream(), name.get().name())
                : "Move it back and load it with "
                    + ReloadCommand.of(captured)
                    + "; if it is to stay there, take it out of the connector's publication,"
                    + " because the connector goes on to send its changes under the old name")
            + ".");
  }

  /** The table's changes do not reach the log. */
  public static DriftException tableIsNotLogged(CapturedTable captured) {
    return refused(
        captured, captured.mapping().source() + " is no table whose changes reach the log");
  }

  /** The changes of a leaf do not reach the log. */
  public static DriftException partIsNotLogged(CapturedTable captured, Part part) {
    return new DriftException(
        ErrorCode.TABLE_IS_NOT_LOGGED,
        "Cannot apply changes to "
            + captured.id()
            + ": changes of "
            + part.name()
            + ", a part of it, do not reach the log. Make it one whose changes do with ALTER TABLE"
            + " … SET LOGGED, then reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  /**
   * Events name rows by something else than the key.
   *
   * @param part of the table that does so
   */
  public static DriftException rowsAreNotNamed(CapturedTable captured, Part part, boolean keyed) {
    String how =
        switch (part.naming()) {
          case INDEX -> "an index that is not its key";
          case NOTHING -> "nothing";
          case KEY -> "its key";
          case FULL -> "whole rows";
        };
    return new DriftException(
        ErrorCode.ROWS_ARE_NOT_NAMED,
        "Cannot apply changes to "
            + captured.id()
            + ": the replica identity of "
            + part.name()
            + " is "
            + how
            + ", so events do not say which rows they change. Set REPLICA IDENTITY "
            + (keyed ? "DEFAULT or FULL" : "FULL")
            + ", then reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  /**
   * A leaf was detached or dropped.
   *
   * @param name under which it is known now, if it is there
   */
  public static DriftException leafIsGone(
      CapturedTable captured, Part part, Optional<TableId> name) {
    return refused(
        captured,
        "its part "
            + part.name()
            + " was "
            + (name.isPresent() ? "detached" : "dropped")
            + ", and no event tells of the rows that went with it");
  }

  /** A leaf was detached and attached again. */
  public static DriftException leafWasAway(CapturedTable captured, Part part) {
    return refused(
        captured,
        "its part "
            + part.name()
            + " was detached and attached again, and no event tells of what was done to its rows"
            + " meanwhile");
  }

  /** For a time events named rows by something else than the key. */
  public static DriftException rowsWereNamedOtherwise(CapturedTable captured, Part part) {
    return refused(
        captured,
        "the replica identity of "
            + part.name()
            + " may have been an index that is not its key for a time, and events from then do not"
            + " say which rows they change");
  }

  /** The key was dropped and made anew, and may have been another one in between. */
  public static DriftException keyWasMadeAnew(CapturedTable captured) {
    return refused(
        captured,
        "its primary key was dropped and made anew, and if another one was there meanwhile, events"
            + " from then do not say which rows they change");
  }

  /** The table may have been attached to a partitioned table and detached again. */
  public static DriftException tableWasAPart(CapturedTable captured) {
    return refused(
        captured,
        "it may have been a part of another table for a time, and its changes were sent as that"
            + " table's then. If so, reload that table too");
  }

  /**
   * A table that is new in the stream was altered before it was looked at.
   *
   * @param what was altered, as a clause
   */
  public static DriftException tableWasAlteredUnseen(CapturedTable captured, String what) {
    return refused(
        captured,
        "it has events from before "
            + what
            + ", and the source does not tell what it was like until then");
  }

  /** A leaf was attached that had rows already. */
  public static DriftException leafCameWithRows(CapturedTable captured, Part part) {
    return refused(
        captured,
        part.name()
            + " was attached to it with rows in it, and it is not certain that events tell of them");
  }

  /** A leaf is a foreign table. */
  public static DriftException leafIsForeign(CapturedTable captured, Part part) {
    return refused(
        captured,
        part.name()
            + " was attached to it, whose rows are kept by another database, and no event tells of"
            + " them");
  }

  /** A leaf was truncated by itself. */
  public static DriftException leafWasEmptied(CapturedTable captured, Part part) {
    return refused(
        captured,
        "its part "
            + part.name()
            + " was truncated or written anew by itself, and no event tells of that");
  }

  /** A leaf was truncated, and so was the whole table. */
  public static DriftException leafMayBeEmptied(CapturedTable captured, Part part) {
    return refused(
        captured,
        "the whole table was truncated, and what the source says of its part "
            + part.name()
            + " was changed in another transaction, so nothing tells whether the part was truncated by"
            + " itself later");
  }

  /** Labels of a type are called otherwise, so that older rows show other texts. */
  public static DriftException valuesAreNamedAnew(
      CapturedTable captured, String column, String change) {
    return refused(
        captured,
        "the type of column "
            + column
            + " was altered ("
            + change
            + "), so older rows show other values at the source, and no event tells of that");
  }

  /** A name belongs to another column than before, and events with it do not say to which. */
  public static DriftException nameIsOfAnotherColumn(CapturedTable captured, String column) {
    return refused(
        captured,
        "its column "
            + column
            + " is another one than the column that had this name before, and events do not say of"
            + " which of them they bring values");
  }

  /** Names of columns were exchanged for a time, and events from then bring each other's values. */
  public static DriftException namesWereExchanged(CapturedTable captured) {
    return refused(
        captured,
        "columns had each other's names for a time, and events were written meanwhile whose values"
            + " are of other columns than their fields say");
  }

  /** A column that was carried has a type now that is not. */
  public static DriftException columnIsCarriedNoMore(CapturedTable captured, String column) {
    return refused(
        captured, "its column " + column + " has a type or a default now that is not carried");
  }

  /** Of a table without a key, of which nothing else tells rows from each other. */
  public static DriftException noColumnIsLeft(CapturedTable captured) {
    return refused(captured, "all columns are dropped that the lake has of it");
  }

  /**
   * An event has a column under a name that the source has no more.
   *
   * @param column the name
   */
  public static DriftException columnWasRenamedBetween(CapturedTable captured, String column) {
    return refused(
        captured,
        "events have column "
            + column
            + ", which the source has no more or has under another name, and nobody can tell which");
  }

  /** A column is gone and another one is there, of a source that does not tell renamed ones. */
  public static DriftException columnMayBeRenamed(
      CapturedTable captured, String gone, String added) {
    return refused(
        captured,
        "column "
            + gone
            + " is gone and column "
            + added
            + " is new, and the source does not tell whether it is the same one under another name,"
            + " whose values in older rows no event brings");
  }

  /** A column was altered in a way that may give older rows other values. */
  public static DriftException valuesMayBeOthers(CapturedTable captured, String column) {
    return refused(
        captured,
        "column "
            + column
            + " has another length, to which the source pads its values in all rows, and no event may"
            + " tell of that");
  }

  /** Columns that were there before have another order, of a source that does not tell why. */
  public static DriftException columnStandsElsewhere(CapturedTable captured, String column) {
    return refused(
        captured,
        "its columns have another order, in which "
            + column
            + " stands elsewhere: it may have been dropped and added again, or may have had another"
            + " name, and no event brings its values of older rows");
  }

  /** All rows are kept elsewhere, and no event tells that they were removed. */
  public static DriftException tableMayBeEmptied(CapturedTable captured) {
    return refused(
        captured,
        captured.mapping().source()
            + " has another segment than before, and no event tells of a TRUNCATE, so it was moved (ALTER"
            + " TABLE MOVE) or truncated by somebody whose statements the connector passes over");
  }

  /**
   * An event has a new column of a table in which another column may have had its name before.
   *
   * @param column the name
   */
  public static DriftException columnCameAndWent(CapturedTable captured, String column) {
    return refused(
        captured,
        "a column was added and dropped again before column "
            + column
            + " was added, and events do not say of which of the two they bring values");
  }

  /**
   * Rows were written anew with other values.
   *
   * @param shown where source and lake differ
   */
  public static DriftException valuesWereRewritten(
      CapturedTable captured, List<String> columns, String shown) {
    // To write rows anew changes what the catalog says of columns that were added with a default,
    // too.
    String which =
        columns.size() == 1
            ? "column " + columns.get(0)
            : "one of columns " + String.join(", ", columns) + " or several of them";
    return refused(
        captured,
        which
            + " was altered and all rows were written anew since; "
            + shown
            + ", and no event tells of that");
  }

  /** All rows are of one statement that no event tells of. */
  public static DriftException tableWasWrittenAnew(CapturedTable captured) {
    return refused(
        captured,
        "all rows of "
            + captured.mapping().source()
            + " were written anew by one statement that altered no column, as SET LOGGED does, and"
            + " what was done to them while the table was UNLOGGED was not sent");
  }

  /** The same refusal, said in other words. */
  public static DriftException reworded(DriftException refusal, String message) {
    return message.equals(refusal.sentence())
        ? refusal
        : new DriftException(refusal.code(), message, refusal);
  }

  private static DriftException refused(CapturedTable captured, String why) {
    return new DriftException(
        ErrorCode.EVENTS_DO_NOT_TELL,
        "Cannot apply changes to "
            + captured.id()
            + ": "
            + why
            + ". Reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }
}
