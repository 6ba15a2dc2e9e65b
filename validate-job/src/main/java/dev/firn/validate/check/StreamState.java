package dev.firn.validate.check;

import dev.firn.lake.TableState;
import dev.firn.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lake says of why a table may not be what the source is. */
public final class StreamState implements TableCheck {

  private final Map<TableId, String> unfollowed;
  private final Map<String, String> troubles;

  /**
   * What is known before any table is looked at.
   *
   * @param unfollowed why changes of some tables do not come
   * @param troubles by lake table, what the status of its load or stream tells
   */
  public StreamState(Map<TableId, String> unfollowed, Map<String, String> troubles) {
    this.unfollowed = unfollowed;
    this.troubles = troubles;
  }

  @Override
  public Findings check(CheckedTable table) {
    TableState state = table.lake().state();
    List<String> notes = new ArrayList<>();
    state.findGap().ifPresent(why -> notes.add("changes are missing: " + why));
    state
        .findUnfollowed()
        .or(() -> Optional.ofNullable(unfollowed.get(table.source().id())))
        .ifPresent(why -> notes.add("not followed: " + why));
    Optional.ofNullable(troubles.get(table.lake().id().name()))
        .ifPresent(why -> notes.add("its status says: " + why));
    if (!table.source().canBeCaptured()) {
      notes.add("not followed: it is one of the " + table.source().kind());
    }
    if (table.lake().isSetBack()) {
      notes.add("somebody has rolled the lake table back");
    }
    state
        .backfills()
        .keySet()
        .forEach(column -> notes.add("column " + column + " is not filled in all older rows yet"));
    state
        .copies()
        .keySet()
        .forEach(column -> notes.add("column " + column + " is not filled in all older rows yet"));
    return Findings.NONE.withNotes(notes);
  }
}
