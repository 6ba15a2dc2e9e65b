package dev.firn.validate.report;

import dev.firn.validate.check.TableVerdict;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A table for a page or a ticket. */
final class MarkdownForm {

  private MarkdownForm() {}

  static String of(ValidationReport report) {
    StringBuilder text = new StringBuilder();
    text.append(line("verdict", "table", "source rows", "lake rows", "remarks"));
    text.append("|---|---|---:|---:|---|\n");
    for (TableVerdict table : report.tables()) {
      text.append(
          line(
              table.verdict().printed(),
              table.table(),
              TableForm.rows(table.findings().sourceRows()),
              TableForm.rows(table.findings().lakeRows()),
              TableForm.remarks(table)));
    }
    for (TableVerdict table : report.tables()) {
      table
          .findings()
          .differences()
          .rows()
          .forEach(
              row ->
                  text.append("\n- ")
                      .append(escaped(table.table()))
                      .append(": ")
                      .append(escaped(ShownRow.of(row))));
    }
    return text.append(text.charAt(text.length() - 1) == '\n' ? "" : "\n").toString();
  }

  private static String line(String... cells) {
    return Arrays.stream(cells)
        .map(MarkdownForm::escaped)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\|`*_<>\\[\\]])", "\\\\$1").replaceAll("[\r\n]+", " ");
  }
}
