package dev.firn.validate.report;

import dev.firn.overview.Shown;
import dev.firn.page.GridCell;
import dev.firn.page.GridSection;
import dev.firn.page.Head;
import dev.firn.page.Lane;
import dev.firn.page.Mood;
import dev.firn.page.Section;
import dev.firn.page.TimelineSection;
import dev.firn.report.RunPages;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.Differences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A validation as its page shows it; no value of the tables is on it, because pages are mailed. */
record ValidationPage(ValidationReport report, Instant began, Instant ended) {

  private static final Comparator<TableVerdict> MISMATCHES_FIRST =
      Comparator.comparing((TableVerdict table) -> !table.verdict().isMismatch())
          .thenComparing(table -> table.verdict() == Verdict.EQUAL)
          .thenComparing(TableVerdict::table);

  RunPages.Story story() {
    return new RunPages.Story(verdict(), sentence(), figures(), List.of(tables(), timeline()));
  }

  private long mismatches() {
    return report.tables().stream().filter(table -> table.verdict().isMismatch()).count();
  }

  private String verdict() {
    if (mismatches() > 0) {
      return mismatches() == 1 ? "1 table differs" : mismatches() + " tables differ";
    }
    return report.count(Verdict.NOT_CHECKED) == 0 ? "equal" : "not all checked";
  }

  private String sentence() {
    return "%d of %d tables are equal at source and lake (level %s, source at %s)%s."
        .formatted(
            report.count(Verdict.EQUAL),
            report.tables().size(),
            report.level(),
            report.sourcePosition(),
            mismatches() == 0
                ? ""
                : "; firn validate --source %s --level rows names the rows that differ, --repair"
                        .formatted(report.source())
                    + " brings them to what the source has");
  }

  private List<Head.Figure> figures() {
    long rows =
        report.tables().stream()
            .mapToLong(table -> Math.max(0, table.findings().sourceRows()))
            .sum();
    long differing =
        report.tables().stream()
            .mapToLong(table -> table.findings().differences().counts().total())
            .sum();
    return List.of(
        new Head.Figure(
            "tables equal",
            Shown.number(report.count(Verdict.EQUAL)),
            "of " + report.tables().size()),
        new Head.Figure("source rows", Shown.number(rows), ""),
        new Head.Figure("differing rows", Shown.number(differing), ""),
        new Head.Figure("not checked", Shown.number(report.count(Verdict.NOT_CHECKED)), ""),
        new Head.Figure("level", report.level().toString(), ""));
  }

  private Section tables() {
    return new GridSection(
        "tables",
        "Tables of this validation",
        "",
        List.of(
            "verdict",
            "table",
            "source rows",
            "lake rows",
            "missing",
            "extra",
            "changed",
            "doubled",
            "repaired",
            "time",
            "remarks"),
        report.tables().stream().sorted(MISMATCHES_FIRST).map(ValidationPage::row).toList());
  }

  private static List<GridCell> row(TableVerdict table) {
    Differences.Counts counts = table.findings().differences().counts();
    return List.of(
        GridCell.badge(table.verdict().printed().replace('_', ' '), mood(table)),
        GridCell.of(table.table()),
        rows(table.findings().sourceRows()),
        rows(table.findings().lakeRows()),
        differing(counts.missing()),
        differing(counts.extra()),
        differing(counts.changed()),
        differing(counts.doubled()),
        rows(table.findings().repaired()),
        GridCell.number(Shown.duration(table.took()), table.took().toMillis()),
        GridCell.of(remarks(table)));
  }

  private static String remarks(TableVerdict table) {
    List<String> remarks = new ArrayList<>(table.remarks());
    if (!table.findings().columns().isEmpty()) {
      remarks.add("in " + String.join(", ", table.findings().columns()));
    }
    return String.join("; ", remarks);
  }

  private static GridCell rows(long number) {
    return number < 0 ? GridCell.unknown() : GridCell.number(Shown.number(number), number);
  }

  private static GridCell differing(long number) {
    return rows(number).as(number > 0 ? Mood.BAD : Mood.FAINT);
  }

  private static Mood mood(TableVerdict table) {
    if (table.verdict().isMismatch()) {
      return Mood.BAD;
    }
    return table.verdict() == Verdict.EQUAL ? Mood.GOOD : Mood.NOTE;
  }

  private Section timeline() {
    List<Lane> lanes = new ArrayList<>();
    for (TableVerdict table : report.tables()) {
      Instant start = table.began();
      if (start != null) {
        Instant end = start.plus(table.took());
        String told =
            "%s from %s to %s UTC, %s"
                .formatted(
                    table.verdict().printed().replace('_', ' '),
                    Shown.clock(start),
                    Shown.clock(end),
                    Shown.duration(table.took()));
        lanes.add(
            new Lane(
                table.table(),
                Shown.duration(table.took()),
                List.of(new Lane.Bar(start, end, mood(table), 1, told))));
      }
    }
    lanes.sort(Comparator.comparing((Lane lane) -> lane.bars().get(0).from()));
    return new TimelineSection(
        "timeline", "Over time", "When each table was compared.", began, ended, lanes);
  }
}
