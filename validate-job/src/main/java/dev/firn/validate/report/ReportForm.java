package dev.firn.validate.report;

import java.util.function.Function;

/** In which form a report is printed. */
public enum ReportForm {
  TABLE(TableForm::of),
  JSON(JsonForm::of),
  CSV(CsvForm::of),
  MARKDOWN(MarkdownForm::of),
  JUNIT(JunitForm::of);

  private final Function<ValidationReport, String> writing;

  ReportForm(Function<ValidationReport, String> writing) {
    this.writing = writing;
  }

  public String of(ValidationReport report) {
    return writing.apply(report);
  }
}
