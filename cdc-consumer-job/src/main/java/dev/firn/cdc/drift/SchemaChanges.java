package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.SourceNamespace;
import dev.firn.status.ColumnChange;
import dev.firn.status.ColumnChange.Decided;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
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
        captured,
        new Decided(
            source, captured.mapping().source().toString(), "identity", "", "", "", "", decision));
  }

  void record(CapturedTable captured, Drift drift, String decision) {
    record(
        captured,
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

  private void record(CapturedTable captured, Decided decided) {
    LOG.warn(
        "{} of {}: {} to {}: {}",
        decided.kind(),
        decided.table(),
        decided.before(),
        decided.after(),
        decided.decision());
    AtomicBoolean isNew = new AtomicBoolean();
    table.update(
        rows -> {
          isNew.set(rows.stream().noneMatch(present -> present.decided().equals(decided)));
          if (isNew.get()) {
            rows.add(new ColumnChange(decided, runId, clock.instant()));
          }
          return rows;
        });
    if (isNew.get()) {
      Metrics.ofProcess().count(Metric.SCHEMA_CHANGES, captured.id().name(), decided.kind());
    }
  }
}
