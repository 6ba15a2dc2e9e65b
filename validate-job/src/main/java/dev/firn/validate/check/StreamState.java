package dev.firn.validate.check;

import dev.firn.lake.TableState;
import dev.firn.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lake table itself says of why it may not be what the source is. */
public final class StreamState implements TableCheck {

  private final Map<TableId, String> unfollowed;

  /**
   * @param unfollowed why changes of some tables do not come
   */
  public StreamState(Map<TableId, String> unfollowed) {
    this.unfollowed = unfollowed;
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
