package dev.firn.status;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What became of a change of a source's columns, a row of {@code _cdc_schema_changes}.
 *
 * @param runId of the stream that has decided
 */
public record ColumnChange(Decided decided, String runId, Instant decidedAt) {

  private static final String TABLE = "_cdc_schema_changes";

  private static final ControlColumn<ColumnChange, String> SOURCE =
      text("source", row -> row.decided().source());
  private static final ControlColumn<ColumnChange, String> TABLE_NAME =
      text("table_name", row -> row.decided().table());
  private static final ControlColumn<ColumnChange, String> KIND =
      text("kind", row -> row.decided().kind());
  private static final ControlColumn<ColumnChange, String> COLUMN_NAME =
      text("column_name", row -> row.decided().column());
  private static final ControlColumn<ColumnChange, String> BEFORE =
      text("before", row -> row.decided().before());
  private static final ControlColumn<ColumnChange, String> AFTER =
      text("after", row -> row.decided().after());
  private static final ControlColumn<ColumnChange, String> POLICY =
      text("policy", row -> row.decided().policy());
  private static final ControlColumn<ColumnChange, String> DECISION =
      text("decision", row -> row.decided().decision());
  private static final ControlColumn<ColumnChange, String> RUN_ID =
      text("run_id", ColumnChange::runId);
  private static final ControlColumn<ColumnChange, Instant> DECIDED_AT =
      instant("decided_at", ColumnChange::decidedAt);

  private static final ControlRows<ColumnChange> ROWS =
      ControlRows.of(
          ColumnChange::read,
          SOURCE,
          TABLE_NAME,
          KIND,
          COLUMN_NAME,
          BEFORE,
          AFTER,
          POLICY,
          DECISION,
          RUN_ID,
          DECIDED_AT);

  /** By this a decision is told from others; it is written once. */
  public record Decided(
      String source,
      String table,
      String kind,
      String column,
      String before,
      String after,
      String policy,
      String decision) {}

  /** The table that keeps them, made if it is missing. */
  public static ControlTable<ColumnChange> keep(LakeTables lake, SourceNamespace namespace) {
    return lake.controlTable(namespace.table(TABLE), ROWS);
  }

  /** The newest of a source. */
  public static List<ColumnChange> newest(
      LakeTables lake, SourceNamespace namespace, String source, int most) {
    return lake.findControlTable(namespace.table(TABLE), ROWS).stream()
        .flatMap(table -> table.rows().stream())
        .filter(change -> source.equals(change.decided().source()))
        .sorted(Comparator.comparing(ColumnChange::decidedAt).reversed())
        .limit(most)
        .toList();
  }

  private static ColumnChange read(ControlRow row) {
    return new ColumnChange(
        new Decided(
            row.getOrElse(SOURCE, ""),
            row.getOrElse(TABLE_NAME, ""),
            row.getOrElse(KIND, ""),
            row.getOrElse(COLUMN_NAME, ""),
            row.getOrElse(BEFORE, ""),
            row.getOrElse(AFTER, ""),
            row.getOrElse(POLICY, ""),
            row.getOrElse(DECISION, "")),
        row.get(RUN_ID),
        row.get(DECIDED_AT));
  }
}
