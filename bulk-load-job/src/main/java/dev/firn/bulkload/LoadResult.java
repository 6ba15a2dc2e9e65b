package dev.firn.bulkload;

import dev.firn.bulkload.load.LoadRun;
import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.job.RunResult;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.metrics.Metrics;
import dev.firn.model.LoadOutcome;
import dev.firn.report.RunPages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a load leaves for people and programs: its result, and its page. */
final class LoadResult {

  private final LoadRun run;
  private final RunPages pages;
  private final LakeTables lake;
  private final RunResult result;

  /** To be made when the run begins. */
  LoadResult(LoadRun run, RunPages pages, LakeTables lake) {
    this.run = run;
    this.pages = pages;
    this.lake = lake;
    this.result =
        new RunResult(
            run.request().home(),
            "bulk-load",
            run.request().source().name(),
            run.id(),
            run.clock());
  }

  void write(LoadReport report) {
    LoadMetrics.of(report, Metrics.ofProcess());
    List<Map<String, Object>> tables =
        report.outcomes().entrySet().stream()
            .map(entry -> describe(entry.getKey(), entry.getValue()))
            .toList();
    result.write(report.exitCode(), tables, report.unfollowed());
  }

  void write(RuntimeException failure) {
    result.write(failure, List.of(), Map.of());
    pages.write(
        result.directory(),
        RunPages.RunState.failed(run.id(), failure),
        lake,
        overview -> RunPages.Story.failed(failure));
  }

  /** To be called when everything is in the lake. */
  void writePage(LoadReport report) {
    LoadPage page = new LoadPage(report, run.id(), run.start(), run.now());
    pages.write(
        result.directory(), new RunPages.RunState(run.id(), report.exitCode()), lake, page::story);
  }

  private Map<String, Object> describe(TablePlan plan, LoadOutcome outcome) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("table", plan.route().source().toString());
    table.put("target", plan.route().target().toString());
    table.putAll(outcome.match(LoadResult::loaded, LoadResult::skipped, LoadResult::failed));
    if (plan instanceof TablePlan.Load load && load.marked() != null) {
      table.put("mode", load.marked().kind().word());
      table.put("bookmark", bookmark(load, load.marked()));
    }
    return table;
  }

  /** How far the table is read by now, as it says itself. */
  private Map<String, Object> bookmark(TablePlan.Load load, MarkedRead read) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("column", read.column().name());
    lake.find(load.route().target())
        .flatMap(table -> table.state().findBookmark())
        .ifPresent(
            mark -> {
              fields.put("next_from", mark.from());
              fields.put("read_at", mark.readAt().toString());
              fields.put("compared_at", mark.comparedAt().toString());
            });
    return fields;
  }

  private static Map<String, Object> loaded(LoadOutcome.Loaded loaded) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "loaded");
    fields.put("rows", loaded.rows());
    fields.put("bytes", loaded.bytes());
    fields.put("splits", loaded.splits());
    fields.put("retries", loaded.retries());
    fields.put("seconds", loaded.took().toMillis() / 1000.0);
    fields.put("snapshot_id", loaded.snapshotId());
    return fields;
  }

  private static Map<String, Object> skipped(LoadOutcome.Skipped skipped) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "skipped");
    fields.put("reason", skipped.reason());
    return fields;
  }

  private static Map<String, Object> failed(LoadOutcome.Failed failed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "failed");
    fields.put("attempts", failed.attempts());
    fields.put("reason", LakeFailures.told(failed.cause()));
    return fields;
  }
}
