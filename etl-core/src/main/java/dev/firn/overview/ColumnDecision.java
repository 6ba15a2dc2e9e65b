package dev.firn.overview;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a change of a source's columns, by {@code _cdc_schema_changes}. */
public record ColumnDecision(
    String table,
    String kind,
    String column,
    String before,
    String after,
    String policy,
    String decision,
    @Nullable Instant at) {

  private static final String TABLE = "_cdc_schema_changes";

  private static final ControlColumn<ColumnDecision, String> SOURCE = text("source", row -> null);
  private static final ControlColumn<ColumnDecision, String> TABLE_NAME =
      text("table_name", ColumnDecision::table);
  private static final ControlColumn<ColumnDecision, String> KIND =
      text("kind", ColumnDecision::kind);
  private static final ControlColumn<ColumnDecision, String> COLUMN_NAME =
      text("column_name", ColumnDecision::column);
  private static final ControlColumn<ColumnDecision, String> BEFORE =
      text("before", ColumnDecision::before);
  private static final ControlColumn<ColumnDecision, String> AFTER =
      text("after", ColumnDecision::after);
  private static final ControlColumn<ColumnDecision, String> POLICY =
      text("policy", ColumnDecision::policy);
  private static final ControlColumn<ColumnDecision, String> DECISION =
      text("decision", ColumnDecision::decision);
  private static final ControlColumn<ColumnDecision, Instant> DECIDED_AT =
      instant("decided_at", ColumnDecision::at);

  private static final ControlRows<ColumnDecision> ROWS =
      ControlRows.of(
          ColumnDecision::read,
          SOURCE,
          TABLE_NAME,
          KIND,
          COLUMN_NAME,
          BEFORE,
          AFTER,
          POLICY,
          DECISION,
          DECIDED_AT);

  /** The newest of a source. */
  public static List<ColumnDecision> newest(
      LakeTables lake, SourceNamespace namespace, String source, int most) {
    return lake.findControlTable(namespace.table(TABLE), ROWS).stream()
        .flatMap(
            table ->
                table
                    .select(
                        SOURCE,
                        TABLE_NAME,
                        KIND,
                        COLUMN_NAME,
                        BEFORE,
                        AFTER,
                        POLICY,
                        DECISION,
                        DECIDED_AT)
                    .stream())
        .filter(row -> row.getOrElse(SOURCE, "").equals(source))
        .map(ColumnDecision::read)
        .sorted(Comparator.comparing(ColumnDecision::moment).reversed())
        .limit(most)
        .toList();
  }

  private Instant moment() {
    return at == null ? Instant.EPOCH : at;
  }

  private static ColumnDecision read(ControlRow row) {
    return new ColumnDecision(
        row.getOrElse(TABLE_NAME, ""),
        row.getOrElse(KIND, ""),
        row.getOrElse(COLUMN_NAME, ""),
        row.getOrElse(BEFORE, ""),
        row.getOrElse(AFTER, ""),
        row.getOrElse(POLICY, ""),
        row.getOrElse(DECISION, ""),
        row.find(DECIDED_AT));
  }
}
