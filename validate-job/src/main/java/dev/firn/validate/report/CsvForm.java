package dev.firn.validate.report;

import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.content.Differences;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Values between commas, a line per table. */
final class CsvForm {

  private CsvForm() {}

  static String of(ValidationReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "table",
            "verdict",
            "source_rows",
            "lake_rows",
            "missing_in_lake",
            "extra_in_lake",
            "changed",
            "doubled",
            "columns",
            "note"));
    report.tables().forEach(table -> text.append(line(table)));
    return text.toString();
  }

  private static String line(TableVerdict table) {
    Differences.Counts counts = table.findings().differences().counts();
    return line(
        table.table(),
        table.verdict().printed(),
        rows(table.findings().sourceRows()),
        rows(table.findings().lakeRows()),
        counts.missing(),
        counts.extra(),
        counts.changed(),
        counts.doubled(),
        String.join(" ", table.findings().columns()),
        String.join("; ", table.remarks()));
  }

  private static String rows(long rows) {
    return rows < 0 ? "" : Long.toString(rows);
  }

  private static String line(Object... cells) {
    return Arrays.stream(cells).map(CsvForm::quoted).collect(Collectors.joining(",")) + "\n";
  }

  private static String quoted(Object cell) {
    String text = cell.toString();
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
