package dev.firn.report;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Shows the metrics of a run to Spark, whose sinks (JMX, Graphite, StatsD, CSV, its servlets) then
 * have them as {@code firn.METRIC.LABEL…}.
 */
final class SparkMetrics implements Source {

  private static final String NAME = "firn";

  /** Sinks read one series after the other. */
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);

  private final Metrics metrics;
  private final MetricRegistry registry = new MetricRegistry();
  private long refreshed = System.nanoTime() - GOOD_FOR.toNanos();

  private SparkMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Does nothing where no Spark is. */
  static void show(Metrics metrics) {
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      SparkMetrics source = new SparkMetrics(metrics);
      metrics.watch(source::add);
      spark.metricsSystem().registerSource(source);
    }
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  private void add(Metrics.Sample sample) {
    if (sample.metric().kind() == Metric.Kind.SUMMARY) {
      add(sample, "_sum", false);
      add(sample, "_count", true);
    } else {
      add(sample, "", false);
    }
  }

  private void add(Metrics.Sample sample, String suffix, boolean isCount) {
    StringBuilder name = new StringBuilder(sample.metric().id() + suffix);
    // A dot begins another part of a name.
    sample
        .labels()
        .forEach(label -> name.append('.').append(label.replaceAll("[^A-Za-z0-9_-]", "_")));
    Gauge<Double> gauge =
        () -> {
          refresh();
          Metrics.Sample now = metrics.sample(sample.metric(), sample.labels());
          return isCount ? (double) now.count() : now.value();
        };
    registry.gauge(name.toString(), () -> gauge);
  }

  private synchronized void refresh() {
    if (System.nanoTime() - refreshed >= GOOD_FOR.toNanos()) {
      metrics.refresh();
      refreshed = System.nanoTime();
    }
  }
}
