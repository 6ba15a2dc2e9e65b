package dev.firn.validate.report;

import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.Differences;
import java.time.Instant;

/** What a validation tells of its verdicts as numbers. */
final class ValidationMetrics {

  private ValidationMetrics() {}

  static void of(ValidationReport report, Instant now, Metrics metrics) {
    for (Verdict verdict : Verdict.values()) {
      metrics.set(Metric.VALIDATE_TABLES, report.count(verdict), verdict.printed());
    }
    metrics.set(Metric.VALIDATE_END, now.toEpochMilli() / 1000.0);
    report.tables().forEach(table -> of(table, metrics));
  }

  private static void of(TableVerdict table, Metrics metrics) {
    Differences.Counts counts = table.findings().differences().counts();
    metrics.set(Metric.VALIDATE_ROWS, counts.missing(), table.table(), "missing");
    metrics.set(Metric.VALIDATE_ROWS, counts.extra(), table.table(), "extra");
    metrics.set(Metric.VALIDATE_ROWS, counts.changed(), table.table(), "changed");
    metrics.set(Metric.VALIDATE_ROWS, counts.doubled(), table.table(), "doubled");
    metrics.add(Metric.VALIDATE_REPAIRED, table.findings().repaired(), table.table());
  }
}
