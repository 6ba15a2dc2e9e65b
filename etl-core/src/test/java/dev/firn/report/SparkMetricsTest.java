package dev.firn.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.metrics.MetricsText;
import dev.firn.testing.LocalSpark;
import java.time.Clock;
import java.util.Objects;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;

class SparkMetricsTest {

  @Test
  void sinksOfSparkSeeWhatIsCountedLater() {
    LocalSpark.session();
    Metrics metrics = RunMetrics.begin("cdc", "shop", Clock.systemUTC());
    metrics.count(Metric.CDC_EVENTS, "odd.table", "create");
    metrics.observe(Metric.CDC_BATCH_EVENTS, 40);
    metrics.observe(Metric.CDC_BATCH_EVENTS, 2);
    MetricRegistry shown =
        SparkEnv.get().metricsSystem().getSourcesByName("firn").last().metricRegistry();
    assertThat(value(shown, "firn_cdc_events_total.odd_table.create")).isEqualTo(1.0);
    metrics.count(Metric.CDC_EVENTS, "odd.table", "create");
    assertThat(value(shown, "firn_cdc_events_total.odd_table.create")).isEqualTo(2.0);
    assertThat(value(shown, "firn_cdc_batch_events_sum")).isEqualTo(42.0);
    assertThat(value(shown, "firn_cdc_batch_events_count")).isEqualTo(2.0);
    assertThat(MetricsText.of(metrics)).contains("firn_build_info{", "spark=\"4.1.");
  }

  private static Object value(MetricRegistry registry, String name) {
    assertThat(registry.getGauges()).containsKey(name);
    return Objects.requireNonNull(registry.getGauges().get(name)).getValue();
  }
}
