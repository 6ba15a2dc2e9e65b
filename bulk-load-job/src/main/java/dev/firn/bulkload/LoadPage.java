package dev.firn.bulkload;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.LoadOutcome;
import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.page.GridCell;
import dev.firn.page.GridSection;
import dev.firn.page.Head;
import dev.firn.page.Lane;
import dev.firn.page.Mood;
import dev.firn.page.Section;
import dev.firn.page.TimelineSection;
import dev.firn.report.RunPages;
import dev.firn.status.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A load as its page shows it.
 *
 * @param runId by which the lake knows what the load did when
 */
record LoadPage(LoadReport report, String runId, Instant began, Instant ended) {

  RunPages.Story story(SourceOverview overview) {
    List<Section> sections = new ArrayList<>();
    sections.add(tables());
    sections.add(timeline(overview));
    if (!report.unfollowed().isEmpty()) {
      sections.add(unfollowed());
    }
    return new RunPages.Story(verdict(), sentence(), figures(overview), sections);
  }

  private List<LoadOutcome.Loaded> loaded() {
    return report.outcomes().values().stream()
        .filter(LoadOutcome.Loaded.class::isInstance)
        .map(LoadOutcome.Loaded.class::cast)
        .toList();
  }

  private long failed() {
    return report.outcomes().values().stream().filter(LoadOutcome.Failed.class::isInstance).count();
  }

  private String verdict() {
    if (failed() > 0) {
      return failed() + " failed";
    }
    return loaded().isEmpty() ? "nothing to do" : "loaded";
  }

  private String sentence() {
    long skipped = report.outcomes().size() - loaded().size() - failed();
    String sentence =
        "%d of %d tables were loaded at one instant of the source"
            .formatted(loaded().size(), report.outcomes().size());
    if (skipped > 0) {
      sentence += ", %d were left as they are".formatted(skipped);
    }
    if (failed() > 0) {
      sentence +=
          ", %d failed: firn bulk-load --source %s --only-failed tries them again"
              .formatted(failed(), report.request().source().name());
    }
    return sentence + ".";
  }

  private List<Head.Figure> figures(SourceOverview overview) {
    long rows = loaded().stream().mapToLong(LoadOutcome.Loaded::rows).sum();
    long bytes = loaded().stream().mapToLong(LoadOutcome.Loaded::bytes).sum();
    long retries = loaded().stream().mapToLong(LoadOutcome.Loaded::retries).sum();
    Duration took = report.took();
    String position =
        ofRun(overview).stream()
            .map(table -> table.status().position())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return List.of(
        new Head.Figure(
            "tables loaded",
            Shown.number((long) loaded().size()),
            "of " + report.outcomes().size()),
        new Head.Figure("rows", Shown.number(rows), ""),
        new Head.Figure("in the lake", Shown.bytes(bytes), ""),
        new Head.Figure("rows/s", Shown.number(rate(rows, took)), "over the whole run"),
        new Head.Figure("retries", Shown.number(retries), ""),
        new Head.Figure("instant", position.isEmpty() ? "–" : position, "of the source's log"));
  }

  private static long rate(long rows, Duration took) {
    return rows * 1000 / Math.max(1, took.toMillis());
  }

  private List<TableOverview> ofRun(SourceOverview overview) {
    return overview.tables().stream()
        .filter(table -> runId.equals(table.status().runId()))
        .toList();
  }

  private Section tables() {
    return new GridSection(
        "tables",
        "Tables of this load",
        "",
        List.of(
            "status", "table", "rows", "size", "splits", "retries", "time", "rows/s", "remarks"),
        report.outcomes().entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.comparing(LoadPage::rank)))
            .map(entry -> row(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** Failed ones first, then those that took longest. */
  private static long rank(LoadOutcome outcome) {
    return outcome.<Long>match(
        loaded -> -loaded.took().toMillis(), skipped -> 1L, failed -> Long.MIN_VALUE);
  }

  private static List<GridCell> row(TablePlan plan, LoadOutcome outcome) {
    String name = plan.route().source().name();
    return outcome.match(
        loaded ->
            List.of(
                GridCell.badge("loaded", Mood.GOOD),
                GridCell.of(name),
                number(loaded.rows()),
                GridCell.number(Shown.bytes(loaded.bytes()), loaded.bytes()),
                number(loaded.splits()),
                number(loaded.retries()).as(loaded.retries() > 0 ? Mood.NOTE : Mood.PLAIN),
                GridCell.number(Shown.duration(loaded.took()), loaded.took().toMillis()),
                number(rate(loaded.rows(), loaded.took())),
                GridCell.of("")),
        skipped -> unread(GridCell.badge("skipped", Mood.FAINT), name, skipped.reason()),
        failed ->
            unread(GridCell.badge("failed", Mood.BAD), name, LakeFailures.told(failed.cause())));
  }

  private static List<GridCell> unread(GridCell status, String name, String why) {
    List<GridCell> cells = new ArrayList<>(List.of(status, GridCell.of(name)));
    for (int i = 0; i < 6; i++) {
      cells.add(GridCell.unknown());
    }
    cells.add(GridCell.of(why, status.mood() == Mood.BAD ? Mood.BAD : Mood.FAINT));
    return cells;
  }

  private static GridCell number(long number) {
    return GridCell.number(Shown.number(number), number);
  }

  private Section timeline(SourceOverview overview) {
    List<Lane> lanes = new ArrayList<>();
    for (TableOverview table : ofRun(overview)) {
      TableStatus status = table.status();
      Instant start = status.initialLoadStart();
      if (start == null) {
        continue;
      }
      Instant end = Objects.requireNonNullElse(status.initialLoadEnd(), ended);
      Duration took = Duration.between(start, end);
      boolean isWell = !status.condition().isTrouble();
      String told =
          "%s from %s to %s UTC, %s"
              .formatted(
                  isWell ? "loaded" : "failed",
                  Shown.clock(start),
                  Shown.clock(end),
                  Shown.duration(took));
      lanes.add(
          new Lane(
              table.name(),
              Shown.duration(took),
              List.of(new Lane.Bar(start, end, isWell ? Mood.GOOD : Mood.BAD, 1, told))));
    }
    lanes.sort(Comparator.comparing((Lane lane) -> lane.bars().get(0).from()));
    return new TimelineSection(
        "timeline",
        "Over time",
        "When each table was read and published. Small tables share a reader.",
        began,
        ended,
        lanes);
  }

  private Section unfollowed() {
    return new GridSection(
        "unfollowed",
        "Not followed",
        "Tables whose changes will not come, and why.",
        List.of("table", "why"),
        report.unfollowed().entrySet().stream()
            .map(
                entry ->
                    List.of(
                        GridCell.of(entry.getKey().toString()),
                        GridCell.of(entry.getValue(), Mood.NOTE)))
            .toList());
  }
}
