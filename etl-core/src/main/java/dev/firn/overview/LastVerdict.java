package dev.firn.overview;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the last validation that looked at a table has found, by {@code _cdc_validation}.
 *
 * @param verdict as it is printed, such as {@code equal}
 * @param differingRows that are missing, extra, changed or doubled in the lake
 * @param note what else there is to say; may be empty
 */
public record LastVerdict(
    String verdict,
    String level,
    @Nullable Instant at,
    long differingRows,
    String columns,
    String note) {

  private static final String TABLE = "_cdc_validation";

  private record Found(String table, LastVerdict verdict) {}

  private static final ControlColumn<Found, String> TABLE_NAME = text("table_name", Found::table);
  private static final ControlColumn<Found, String> VERDICT =
      text("verdict", row -> row.verdict().verdict());
  private static final ControlColumn<Found, String> LEVEL =
      text("level", row -> row.verdict().level());
  private static final ControlColumn<Found, Instant> CHECKED_AT =
      instant("checked_at", row -> row.verdict().at());
  private static final ControlColumn<Found, Long> MISSING = number("missing_in_lake", row -> null);
  private static final ControlColumn<Found, Long> EXTRA = number("extra_in_lake", row -> null);
  private static final ControlColumn<Found, Long> CHANGED = number("changed", row -> null);
  private static final ControlColumn<Found, Long> DOUBLED = number("doubled", row -> null);
  private static final ControlColumn<Found, String> COLUMNS =
      text("differing_columns", row -> row.verdict().columns());
  private static final ControlColumn<Found, String> NOTE =
      text("note", row -> row.verdict().note());

  private static final ControlRows<Found> ROWS =
      ControlRows.of(
          LastVerdict::read,
          TABLE_NAME,
          VERDICT,
          LEVEL,
          CHECKED_AT,
          MISSING,
          EXTRA,
          CHANGED,
          DOUBLED,
          COLUMNS,
          NOTE);

  public boolean isMismatch() {
    return verdict.equals("differs") || verdict.equals("missing") || verdict.equals("surplus");
  }

  /** By the name of the source table. */
  static Map<String, LastVerdict> read(LakeTables lake, SourceNamespace namespace) {
    Map<String, LastVerdict> last = new HashMap<>();
    // Rows are in the order in which they were added.
    lake.findControlTable(namespace.table(TABLE), ROWS).stream()
        .flatMap(table -> table.rows().stream())
        .forEach(found -> last.put(found.table(), found.verdict()));
    return last;
  }

  private static Found read(ControlRow row) {
    return new Found(
        row.get(TABLE_NAME),
        new LastVerdict(
            row.getOrElse(VERDICT, ""),
            row.getOrElse(LEVEL, ""),
            row.find(CHECKED_AT),
            row.getOrElse(MISSING, 0L)
                + row.getOrElse(EXTRA, 0L)
                + row.getOrElse(CHANGED, 0L)
                + row.getOrElse(DOUBLED, 0L),
            row.getOrElse(COLUMNS, ""),
            row.getOrElse(NOTE, "")));
  }
}
