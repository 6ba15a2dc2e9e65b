package dev.firn.validate.report;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.SourceNamespace;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.content.Differences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code _cdc_validation} for operators: what the last runs have found, without any value of
 * the tables. That it cannot be written is only logged.
 */
public final class ValidationTable {

  /** The table's name in every source's namespace. */
  public static final String TABLE = "_cdc_validation";

  private static final Logger LOG = LoggerFactory.getLogger(ValidationTable.class);
  private static final int MAX_RUNS = 100;

  /** A run, and what it has found of one table. */
  private record Found(String runId, Instant at, String level, Verdict verdict) {}

  /** A verdict as it is stored. */
  private record Verdict(
      String table,
      String printed,
      @Nullable Long sourceRows,
      @Nullable Long lakeRows,
      Map<String, Long> counts,
      String columns,
      String note,
      String sourcePosition,
      @Nullable Long snapshotId) {}

  private static final ControlColumn<Found, String> RUN_ID = text("run_id", Found::runId);
  private static final ControlColumn<Found, Instant> CHECKED_AT = instant("checked_at", Found::at);
  private static final ControlColumn<Found, String> TABLE_NAME =
      text("table_name", row -> row.verdict().table());
  private static final ControlColumn<Found, String> LEVEL = text("level", Found::level);
  private static final ControlColumn<Found, String> VERDICT =
      text("verdict", row -> row.verdict().printed());
  private static final ControlColumn<Found, Long> SOURCE_ROWS =
      number("source_rows", row -> row.verdict().sourceRows());
  private static final ControlColumn<Found, Long> LAKE_ROWS =
      number("lake_rows", row -> row.verdict().lakeRows());
  private static final ControlColumn<Found, Long> MISSING = count("missing_in_lake");
  private static final ControlColumn<Found, Long> EXTRA = count("extra_in_lake");
  private static final ControlColumn<Found, Long> CHANGED = count("changed");
  private static final ControlColumn<Found, Long> DOUBLED = count("doubled");
  private static final ControlColumn<Found, String> COLUMNS =
      text("differing_columns", row -> row.verdict().columns());
  private static final ControlColumn<Found, String> NOTE =
      text("note", row -> row.verdict().note());
  private static final ControlColumn<Found, String> SOURCE_POSITION =
      text("source_position", row -> row.verdict().sourcePosition());
  private static final ControlColumn<Found, Long> SNAPSHOT_ID =
      number("lake_snapshot_id", row -> row.verdict().snapshotId());

  private static final ControlRows<Found> ALL =
      ControlRows.of(
          ValidationTable::read,
          RUN_ID,
          CHECKED_AT,
          TABLE_NAME,
          LEVEL,
          VERDICT,
          SOURCE_ROWS,
          LAKE_ROWS,
          MISSING,
          EXTRA,
          CHANGED,
          DOUBLED,
          COLUMNS,
          NOTE,
          SOURCE_POSITION,
          SNAPSHOT_ID);

  private final LakeTables lake;
  private final SourceNamespace namespace;

  public ValidationTable(LakeTables lake, SourceNamespace namespace) {
    this.lake = lake;
    this.namespace = namespace;
  }

  private static ControlColumn<Found, Long> count(String name) {
    return number(name, row -> row.verdict().counts().get(name));
  }

  private static Found read(ControlRow row) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (ControlColumn<Found, Long> column : List.of(MISSING, EXTRA, CHANGED, DOUBLED)) {
      counts.put(column.name(), row.getOrElse(column, 0L));
    }
    return new Found(
        row.get(RUN_ID),
        row.get(CHECKED_AT),
        row.getOrElse(LEVEL, ""),
        new Verdict(
            row.get(TABLE_NAME),
            row.getOrElse(VERDICT, ""),
            row.find(SOURCE_ROWS),
            row.find(LAKE_ROWS),
            counts,
            row.getOrElse(COLUMNS, ""),
            row.getOrElse(NOTE, ""),
            row.getOrElse(SOURCE_POSITION, ""),
            row.find(SNAPSHOT_ID)));
  }

  /** When tables were last found equal in all their values, by their names. */
  public Map<String, Instant> lastEqual() {
    Map<String, Instant> last = new HashMap<>();
    try {
      lake.findControlTable(namespace.table(TABLE), ALL).stream()
          .flatMap(table -> table.rows().stream())
          .filter(row -> !row.level().equals(Level.COUNT.toString()))
          .filter(row -> row.verdict().printed().equals(TableVerdict.Verdict.EQUAL.printed()))
          .forEach(row -> last.merge(row.verdict().table(), row.at(), ValidationTable::later));
    } catch (RuntimeException e) {
      LOG.warn("Could not read {}: {}", TABLE, e.toString());
    }
    return last;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Adds what a run has found; what the oldest runs have found goes. */
  public void add(String runId, Instant at, ValidationReport report) {
    update(runId, at, report, row -> false);
  }

  /**
   * The same for a run that looks again and again: what it has found of the table before goes, if
   * it was the same.
   */
  public void replace(String runId, Instant at, ValidationReport report) {
    update(
        runId,
        at,
        report,
        row ->
            row.runId().equals(runId)
                && report.tables().stream()
                    .anyMatch(
                        now ->
                            now.table().equals(row.verdict().table())
                                && now.verdict().printed().equals(row.verdict().printed())));
  }

  private void update(String runId, Instant at, ValidationReport report, Predicate<Found> goes) {
    try {
      lake.controlTable(namespace.table(TABLE), ALL)
          .update(
              rows -> {
                List<Found> all = new ArrayList<>(rows);
                all.removeIf(goes);
                report
                    .tables()
                    .forEach(
                        table ->
                            all.add(
                                new Found(
                                    runId,
                                    at,
                                    report.level().toString(),
                                    verdict(table, report.sourcePosition()))));
                return newest(all);
              });
    } catch (RuntimeException e) {
      LOG.warn("Could not write {}: {}. The report itself is complete.", TABLE, e.toString());
    }
  }

  /** The rows are in the order in which they were added. */
  private static List<Found> newest(List<Found> rows) {
    Set<String> runs = new HashSet<>();
    int from = rows.size();
    while (from > 0) {
      runs.add(rows.get(from - 1).runId());
      if (runs.size() > MAX_RUNS) {
        break;
      }
      from--;
    }
    return rows.subList(from, rows.size());
  }

  private static Verdict verdict(TableVerdict table, String sourcePosition) {
    Differences.Counts counts = table.findings().differences().counts();
    Map<String, Long> byName = new LinkedHashMap<>();
    byName.put(MISSING.name(), counts.missing());
    byName.put(EXTRA.name(), counts.extra());
    byName.put(CHANGED.name(), counts.changed());
    byName.put(DOUBLED.name(), counts.doubled());
    return new Verdict(
        table.table(),
        table.verdict().printed(),
        known(table.findings().sourceRows()),
        known(table.findings().lakeRows()),
        byName,
        String.join(", ", table.findings().columns()),
        String.join("; ", table.remarks()),
        sourcePosition,
        known(table.snapshotId()));
  }

  private static @Nullable Long known(long number) {
    return number < 0 ? null : number;
  }
}
