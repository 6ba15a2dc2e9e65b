package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in {@code _cdc_schema_changes} what became of every change of a source's columns. */
public final class SchemaChanges {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaChanges.class);
  private static final String TABLE = "_cdc_schema_changes";
  private static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType)
          .add("table_name", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("column_name", DataTypes.StringType)
          .add("before", DataTypes.StringType)
          .add("after", DataTypes.StringType)
          .add("policy", DataTypes.StringType)
          .add("decision", DataTypes.StringType)
          .add("run_id", DataTypes.StringType)
          .add("decided_at", DataTypes.TimestampType);

  /** Columns by which a decision is told from others; it is written once. */
  private static final int IDENTITY = 8;

  private final ControlTable table;
  private final String source;
  private final String runId;
  private final Clock clock;

  public SchemaChanges(
      LakeTables lake, SourceNamespace namespace, String source, String runId, Clock clock) {
    this.table = lake.controlTable(namespace.table(TABLE), SCHEMA);
    this.source = source;
    this.runId = runId;
    this.clock = clock;
  }

  void record(CapturedTable captured, Drift drift, String decision) {
    Object[] row = {
      source,
      captured.mapping().source().toString(),
      drift.kind().key(),
      drift.column(),
      Drift.text(drift.before()),
      Drift.text(drift.after()),
      captured.policy().on(drift.kind()).name().toLowerCase(Locale.ROOT),
      decision,
      runId,
      clock.instant().atOffset(ZoneOffset.UTC)
    };
    LOG.warn(
        "{} of {}: {} to {}: {}",
        drift.kind(),
        captured.mapping().source(),
        row[4],
        row[5],
        decision);
    table.update(
        rows -> {
          if (rows.stream().anyMatch(present -> same(present, row))) {
            return rows;
          }
          List<Object[]> more = new ArrayList<>(rows);
          more.add(row);
          return more;
        });
  }

  private static boolean same(Object[] a, Object[] b) {
    for (int i = 0; i < IDENTITY; i++) {
      if (!Objects.equals(a[i], b[i])) {
        return false;
      }
    }
    return true;
  }
}
