package dev.firn.validate.report;

import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.Differences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A table for a terminal: what differs first, each with the rows that differ below it. */
final class TableForm {

  private TableForm() {}

  static String of(ValidationReport report) {
    int width =
        Math.max(
            5, report.tables().stream().mapToInt(table -> table.table().length()).max().orElse(0));
    String form = "%-11s %-" + width + "s %15s %15s %8s  %s";
    StringBuilder text = new StringBuilder();
    text.append(line(form, "verdict", "table", "source rows", "lake rows", "time", ""));
    for (TableVerdict table : worstFirst(report)) {
      text.append(
          line(
              form,
              table.verdict().printed(),
              table.table(),
              rows(table.findings().sourceRows()),
              rows(table.findings().lakeRows()),
              String.format(Locale.ROOT, "%.1f s", table.took().toMillis() / 1000.0),
              remarks(table)));
      table
          .findings()
          .differences()
          .rows()
          .forEach(row -> text.append("            ").append(ShownRow.of(row)).append('\n'));
    }
    return text.append(totals(report)).toString();
  }

  private static List<TableVerdict> worstFirst(ValidationReport report) {
    List<TableVerdict> tables = new ArrayList<>(report.tables());
    tables.sort(
        Comparator.comparing((TableVerdict table) -> !table.verdict().isMismatch())
            .thenComparing(table -> table.verdict() == Verdict.EQUAL));
    return tables;
  }

  private static String totals(ValidationReport report) {
    long differing = report.tables().stream().filter(table -> table.verdict().isMismatch()).count();
    return String.format(
        Locale.ROOT,
        "%d equal, %d differ, %d not checked · compared by %s · source at %s · exit %d%n",
        report.count(Verdict.EQUAL),
        differing,
        report.count(Verdict.NOT_CHECKED),
        report.level(),
        report.sourcePosition(),
        report.exitCode().code());
  }

  static String remarks(TableVerdict table) {
    List<String> remarks = new ArrayList<>(table.remarks());
    Differences differences = table.findings().differences();
    if (differences.counts().total() > 0) {
      remarks.add(0, counts(differences));
    }
    return String.join("; ", remarks);
  }

  static String counts(Differences differences) {
    Differences.Counts counts = differences.counts();
    return String.format(
        Locale.ROOT,
        "%s%,d missing in the lake, %,d only in the lake, %,d changed, %,d doubled%s",
        differences.complete() ? "" : "at least ",
        counts.missing(),
        counts.extra(),
        counts.changed(),
        counts.doubled(),
        differences.columns().isEmpty()
            ? ""
            : " (in " + String.join(", ", differences.columns()) + ")");
  }

  private static String line(String form, Object... cells) {
    return String.format(Locale.ROOT, form, cells).stripTrailing() + "\n";
  }

  static String rows(long rows) {
    return rows < 0 ? "–" : String.format(Locale.ROOT, "%,d", rows);
  }
}
