package dev.firn.endtoend.demo;

import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.compare.ValidationVerdicts;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the demo shows at its end: per table both sides, the events between, and the verdict. */
record DemoResult(
    List<TableComparison> comparisons,
    Map<String, Long> eventsApplied,
    ValidationVerdicts validation) {
  private static final String LINE = "%-14s %14s %14s %16s   %s%n";

  boolean isEqual() {
    return comparisons.stream().allMatch(this::isEqual);
  }

  /** Firn's own verdict and the independent comparison must both say so. */
  private boolean isEqual(TableComparison table) {
    return table.isEqual() && validation.saysEqual(table.table());
  }

  /** The table, and below it what differs. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(LINE.formatted("table", "source rows", "lake rows", "events applied", "equal"));
    for (TableComparison table : comparisons) {
      text.append(
          LINE.formatted(
              table.table(),
              grouped(table.sourceRows()),
              grouped(table.lakeRows()),
              grouped(eventsApplied.getOrDefault(table.table(), 0L)),
              isEqual(table) ? "yes" : "NO"));
    }
    long source = comparisons.stream().mapToLong(TableComparison::sourceRows).sum();
    long lake = comparisons.stream().mapToLong(TableComparison::lakeRows).sum();
    long events = eventsApplied.values().stream().mapToLong(Long::longValue).sum();
    text.append(
        LINE.formatted(
            "all", grouped(source), grouped(lake), grouped(events), isEqual() ? "yes" : "NO"));
    comparisons.stream()
        .filter(table -> !table.isEqual())
        .forEach(table -> text.append('\n').append(table.describe()));
    return text.toString();
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
