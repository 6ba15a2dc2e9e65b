package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import dev.firn.status.ColumnChange;
import dev.firn.status.ColumnChange.Decided;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in {@code _cdc_schema_changes} what became of every change of a source's columns. */
public final class SchemaChanges {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaChanges.class);

  private final ControlTable<ColumnChange> table;
  private final String source;
  private final String runId;
  private final Clock clock;

  public SchemaChanges(
      LakeTables lake, SourceNamespace namespace, String source, String runId, Clock clock) {
    this.table = ColumnChange.keep(lake, namespace);
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
            rows.add(new ColumnChange(decided, runId, clock.instant()));
          }
          return rows;
        });
  }
}
