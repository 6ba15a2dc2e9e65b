package dev.firn.validate.report;

import dev.firn.validate.check.TableVerdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What is told of a table that was compared while all are compared again and again. */
public final class WatchLine {

  private WatchLine() {}

  /** A line, and one for each row that differs. */
  public static String of(TableVerdict table, Instant at) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
                Locale.ROOT,
                "%s %-11s %s  %s rows, %.1f s  %s",
                at.truncatedTo(ChronoUnit.SECONDS),
                table.verdict().printed(),
                table.table(),
                TableForm.rows(table.findings().sourceRows()),
                table.took().toMillis() / 1000.0,
                TableForm.remarks(table))
            .stripTrailing());
    text.append('\n');
    table
        .findings()
        .differences()
        .rows()
        .forEach(row -> text.append("    ").append(ShownRow.of(row)).append('\n'));
    return text.toString();
  }
}
