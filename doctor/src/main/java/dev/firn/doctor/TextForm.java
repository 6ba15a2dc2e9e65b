package dev.firn.doctor;

import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import dev.firn.health.Severity;
import java.util.Locale;

/** A report as plain lines; what mends a finding stands by itself, to be copied. */
final class TextForm {

  private TextForm() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    for (Examination source : report.sources()) {
      text.append(text.isEmpty() ? "" : "\n").append("source ").append(source.source());
      text.append('\n');
      for (PartState part : source.parts()) {
        text.append(
            "  %-8s %-16s %s%n".formatted(part.part().text(), part.state().text(), part.where()));
      }
      source.findings().forEach(finding -> append(text, finding));
      text.append("\n%s: %s%n".formatted(source.source(), summary(source)));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Finding finding) {
    text.append("\n%-7s %s%n".formatted(finding.severity().text(), finding.probe()));
    finding.evidence().lines().forEach(line -> text.append("  ").append(line).append('\n'));
    for (Remedy.Step step : finding.remedy().steps()) {
      text.append("  %-5s > %s%n".formatted(step.kind().text(), step.text()));
    }
  }

  private static String summary(Examination source) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %s; %d %s in %.1f s",
        number(source, Severity.ERROR, "error"),
        number(source, Severity.WARNING, "warning"),
        number(source, Severity.INFO, "note"),
        source.probes(),
        source.probes() == 1 ? "probe" : "probes",
        source.took().toMillis() / 1000.0);
  }

  private static String number(Examination source, Severity severity, String word) {
    long count = source.count(severity);
    return String.format(Locale.ROOT, "%d %s%s", count, word, count == 1 ? "" : "s");
  }
}
