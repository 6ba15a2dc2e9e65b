package dev.firn.cdc.drift;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in {@code _cdc_schema_changes} what became of every change of a source's columns. */
public final class SchemaChanges {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaChanges.class);
  private static final String TABLE = "_cdc_schema_changes";

  private final ControlTable<Decision> table;
  private final String source;
  private final String runId;
  private final Clock clock;

  /** What became of one change of a column. */
  private record Decision(Decided decided, String runId, Instant decidedAt) {

    private static final ControlColumn<Decision, String> SOURCE =
        text("source", row -> row.decided().source());
    private static final ControlColumn<Decision, String> TABLE_NAME =
        text("table_name", row -> row.decided().table());
    private static final ControlColumn<Decision, String> KIND =
        text("kind", row -> row.decided().kind());
    private static final ControlColumn<Decision, String> COLUMN_NAME =
        text("column_name", row -> row.decided().column());
    private static final ControlColumn<Decision, String> BEFORE =
        text("before", row -> row.decided().before());
    private static final ControlColumn<Decision, String> AFTER =
        text("after", row -> row.decided().after());
    private static final ControlColumn<Decision, String> POLICY =
        text("policy", row -> row.decided().policy());
    private static final ControlColumn<Decision, String> DECISION =
        text("decision", row -> row.decided().decision());
    private static final ControlColumn<Decision, String> RUN_ID = text("run_id", Decision::runId);
    private static final ControlColumn<Decision, Instant> DECIDED_AT =
        instant("decided_at", Decision::decidedAt);

    private static final ControlRows<Decision> ROWS =
        ControlRows.of(
            Decision::read,
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

    private static Decision read(ControlRow row) {
      return new Decision(
          new Decided(
              row.find(SOURCE),
              row.find(TABLE_NAME),
              row.find(KIND),
              row.find(COLUMN_NAME),
              row.find(BEFORE),
              row.find(AFTER),
              row.find(POLICY),
              row.find(DECISION)),
          row.get(RUN_ID),
          row.get(DECIDED_AT));
    }
  }

  /** By this a decision is told from others; it is written once. */
  private record Decided(
      @Nullable String source,
      @Nullable String table,
      @Nullable String kind,
      @Nullable String column,
      @Nullable String before,
      @Nullable String after,
      @Nullable String policy,
      @Nullable String decision) {}

  public SchemaChanges(
      LakeTables lake, SourceNamespace namespace, String source, String runId, Clock clock) {
    this.table = lake.controlTable(namespace.table(TABLE), Decision.ROWS);
    this.source = source;
    this.runId = runId;
    this.clock = clock;
  }

  /** Something that is not of one column. */
  void record(CapturedTable captured, String decision) {
    record(
        new Decided(
            source, captured.mapping().source().toString(), "identity", "", "", "", "", decision));
  }

  void record(CapturedTable captured, Drift drift, String decision) {
    record(
        new Decided(
            source,
            captured.mapping().source().toString(),
            drift.kind().key(),
            drift.column(),
            Drift.text(drift.before()),
            Drift.text(drift.after()),
            captured.policy().on(drift.kind()).name().toLowerCase(Locale.ROOT),
            decision));
  }

  private void record(Decided decided) {
    LOG.warn(
        "{} of {}: {} to {}: {}",
        decided.kind(),
        decided.table(),
        decided.before(),
        decided.after(),
        decided.decision());
    table.update(
        rows -> {
          if (rows.stream().noneMatch(present -> present.decided().equals(decided))) {
            rows.add(new Decision(decided, runId, clock.instant()));
          }
          return rows;
        });
  }
}
