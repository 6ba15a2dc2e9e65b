package dev.firn.report;

import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import java.time.Clock;
import java.util.Map;

/** Begins the metrics of a run, and has Spark's sinks see them, too. */
public final class RunMetrics {

  private RunMetrics() {}

  /**
   * To be called once Spark is there, and before anything is counted.
   *
   * @param command as it is typed
   */
  public static Metrics begin(String command, String source, Clock clock) {
    Metrics metrics = Metrics.ofProcess();
    metrics.begin(command, source);
    Map<String, String> versions = Versions.all();
    metrics.set(
        Metric.BUILD_INFO,
        1,
        versions.getOrDefault("Firn", ""),
        versions.getOrDefault("Spark", ""),
        versions.getOrDefault("Iceberg", ""));
    metrics.set(Metric.RUN_START, clock.millis() / 1000.0);
    SparkMetrics.show(metrics);
    return metrics;
  }
}
