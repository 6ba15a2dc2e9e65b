package dev.firn.bulkload;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.LoadOutcome;
import java.util.List;

/** What a load counts of its tables once they have come to their ends. */
final class LoadMetrics {

  private LoadMetrics() {}

  static void of(LoadReport report, Metrics metrics) {
    List<LoadOutcome> outcomes = List.copyOf(report.outcomes().values());
    metrics.set(Metric.BULK_TABLES, count(outcomes, LoadOutcome.Loaded.class), "loaded");
    metrics.set(Metric.BULK_TABLES, count(outcomes, LoadOutcome.Skipped.class), "skipped");
    metrics.set(Metric.BULK_TABLES, count(outcomes, LoadOutcome.Failed.class), "failed");
    report
        .outcomes()
        .forEach(
            (plan, outcome) -> {
              if (outcome instanceof LoadOutcome.Loaded loaded) {
                add(plan, loaded, metrics);
              }
            });
  }

  private static void add(TablePlan plan, LoadOutcome.Loaded loaded, Metrics metrics) {
    String table = plan.route().target().name();
    metrics.add(Metric.BULK_ROWS, loaded.rows(), table);
    metrics.add(Metric.BULK_BYTES, loaded.bytes(), table);
    metrics.set(Metric.BULK_TABLE_DURATION, loaded.took().toMillis() / 1000.0, table);
    metrics.add(Metric.RETRIES, loaded.retries(), "load");
  }

  private static long count(List<LoadOutcome> outcomes, Class<? extends LoadOutcome> kind) {
    return outcomes.stream().filter(kind::isInstance).count();
  }
}
