package dev.firn.status;

import static dev.firn.lake.control.ControlColumn.flag;
import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people see, and may wish, of tables that are read by bookmarks: one table of the catalog for
 * all sources. How far a table was read stands in the table itself, and is only repeated here; of
 * {@code backfill} alone the next run asks this table.
 */
public final class BookmarkStates {

  private static final SourceNamespace PLACE = new SourceNamespace("", List.of("etl_metadata"));

  /** The table's name in its namespace. */
  public static final String TABLE = "cdc_state";

  private static final ControlColumn<State, String> SOURCE = text("source", State::source);
  private static final ControlColumn<State, String> NAME = text("table_name", State::table);
  private static final ControlColumn<State, Boolean> BACKFILL = flag("backfill", State::backfill);
  private static final ControlColumn<State, String> COLUMN =
      text("bookmark_column", state -> state.read().column());
  private static final ControlColumn<State, String> VALUE =
      text("bookmark_value", state -> state.read().value());
  private static final ControlColumn<State, Instant> EXTRACTED =
      instant("last_extracted_time", state -> state.read().at());
  private static final ControlColumn<State, Instant> COMPARED =
      instant("last_compared_time", state -> state.read().comparedAt());
  private static final ControlColumn<State, Instant> BACKFILLED =
      instant("last_backfill_time", state -> state.read().loadedAt());
  private static final ControlColumn<State, String> RUN =
      text("run_id", state -> state.read().run());
  private static final ControlColumn<State, Instant> UPDATED =
      instant("updated_at", State::updatedAt);

  private static final ControlRows<State> ALL =
      ControlRows.of(
          BookmarkStates::state,
          SOURCE,
          NAME,
          BACKFILL,
          COLUMN,
          VALUE,
          EXTRACTED,
          COMPARED,
          BACKFILLED,
          RUN,
          UPDATED);

  /**
   * What is known of the last read of a table.
   *
   * @param value where the next read begins; null if all rows have to be looked at
   */
  public record Read(
      @Nullable String column,
      @Nullable String value,
      @Nullable Instant at,
      @Nullable Instant comparedAt,
      @Nullable Instant loadedAt,
      @Nullable String run) {

    /** Of a table that was not read yet. */
    public static final Read NONE = new Read(null, null, null, null, null, null);
  }

  private record State(
      String source, String table, boolean backfill, Read read, @Nullable Instant updatedAt) {}

  private final LakeTables lake;
  private final LakeTableId id;
  private final String source;

  /**
   * @param catalog of the source's tables
   */
  public BookmarkStates(LakeTables lake, String catalog, String source) {
    this.lake = lake;
    this.id = new SourceNamespace(catalog, PLACE.levels()).table(TABLE);
    this.source = source;
  }

  private static State state(ControlRow row) {
    return new State(
        row.getOrElse(SOURCE, ""),
        row.getOrElse(NAME, ""),
        row.getOrElse(BACKFILL, false),
        new Read(
            row.find(COLUMN),
            row.find(VALUE),
            row.find(EXTRACTED),
            row.find(COMPARED),
            row.find(BACKFILLED),
            row.find(RUN)),
        row.find(UPDATED));
  }

  /** The source's tables that are to be loaded as a whole; nothing is created to know it. */
  public Set<String> wished() {
    Set<String> wished = new HashSet<>();
    lake.findControlTable(id, ALL)
        .ifPresent(
            table ->
                table.rows().stream()
                    .filter(state -> state.source().equals(source) && state.backfill())
                    .forEach(state -> wished.add(state.table())));
    return wished;
  }

  /**
   * Repeats what tables say of themselves, in one commit.
   *
   * @param reads by table
   * @param fulfilled whose wish this run has known and fulfilled
   * @param due which the next run has to load as a whole
   */
  public void record(Map<String, Read> reads, Set<String> fulfilled, Set<String> due, Instant now) {
    if (reads.isEmpty()) {
      return;
    }
    lake.controlTable(id, ALL)
        .update(
            rows -> {
              Map<String, State> ours = new HashMap<>();
              Map<String, State> all = new LinkedHashMap<>();
              for (State row : rows) {
                all.put(row.source() + "\0" + row.table(), row);
                if (row.source().equals(source)) {
                  ours.put(row.table(), row);
                }
              }
              reads.forEach(
                  (table, read) -> {
                    State before = ours.get(table);
                    boolean isWished = before != null && before.backfill();
                    all.put(
                        source + "\0" + table,
                        new State(
                            source,
                            table,
                            due.contains(table) || (isWished && !fulfilled.contains(table)),
                            read,
                            now));
                  });
              return List.copyOf(all.values());
            });
  }
}
