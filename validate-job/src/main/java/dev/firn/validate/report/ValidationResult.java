package dev.firn.validate.report;

import dev.firn.job.RunResult;
import dev.firn.lake.LakeTables;
import dev.firn.metrics.Metrics;
import dev.firn.model.TableId;
import dev.firn.report.RunPages;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.content.Differences;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a validation leaves for people and programs: its result and its page; no value of the tables
 * is in it.
 */
public final class ValidationResult {

  private final RunResult result;
  private final RunPages pages;
  private final String runId;
  private final LakeTables lake;
  private final Clock clock;

  /**
   * @param runId by which the lake knows it, too
   */
  public ValidationResult(
      RunResult result, RunPages pages, String runId, LakeTables lake, Clock clock) {
    this.result = result;
    this.pages = pages;
    this.runId = runId;
    this.lake = lake;
    this.clock = clock;
  }

  /**
   * Writes how the run has ended.
   *
   * @param notFollowed why changes of tables that the lake has do not come
   */
  public void write(ValidationReport report, Map<TableId, String> notFollowed) {
    ValidationMetrics.of(report, clock.instant(), Metrics.ofProcess());
    result.write(
        report.exitCode(),
        report.tables().stream().map(ValidationResult::describe).toList(),
        notFollowed);
    ValidationPage page = new ValidationPage(report, pages.began(), clock.instant());
    pages.write(
        result.directory(),
        new RunPages.RunState(runId, report.exitCode()),
        lake,
        overview -> page.story());
  }

  public void write(RuntimeException failure) {
    result.write(failure, List.of(), Map.of());
    pages.write(
        result.directory(),
        RunPages.RunState.failed(runId, failure),
        lake,
        overview -> RunPages.Story.failed(failure));
  }

  private static Map<String, Object> describe(TableVerdict table) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Differences differences = table.findings().differences();
    fields.put("table", table.table());
    fields.put("verdict", table.verdict().printed());
    fields.put("source_rows", table.findings().sourceRows());
    fields.put("lake_rows", table.findings().lakeRows());
    fields.put("missing_in_lake", differences.counts().missing());
    fields.put("extra_in_lake", differences.counts().extra());
    fields.put("changed", differences.counts().changed());
    fields.put("doubled", differences.counts().doubled());
    fields.put("repaired", table.findings().repaired());
    fields.put("columns", table.findings().columns());
    fields.put("note", String.join("; ", table.remarks()));
    fields.put("snapshot_id", table.snapshotId());
    fields.put("seconds", table.took().toMillis() / 1000.0);
    return fields;
  }
}
