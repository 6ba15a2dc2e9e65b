package dev.firn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics(2);

  @Test
  void writesThemAsPrometheusReadsThem() {
    metrics.begin("cdc", "a \"shop\"\\");
    metrics.count(Metric.CDC_EVENTS, "orders", "create");
    metrics.add(Metric.CDC_EVENTS, 2, "orders", "create");
    metrics.add(Metric.CDC_EVENTS, 0, "orders", "delete");
    metrics.observe(Metric.CDC_BATCH_DURATION, 1.5);
    metrics.observe(Metric.CDC_BATCH_DURATION, 0.25);
    metrics.set(Metric.CDC_READY, 1);
    metrics.set(Metric.CDC_READY, 0);
    assertThat(MetricsText.of(metrics))
        .isEqualToNormalizingNewlines(
            """
            # HELP firn_cdc_events_total %s
            # TYPE firn_cdc_events_total counter
            firn_cdc_events_total{command="cdc",source="a \\"shop\\"\\\\",table="orders",op="create"} 3
            # HELP firn_cdc_batch_duration_seconds %s
            # TYPE firn_cdc_batch_duration_seconds summary
            firn_cdc_batch_duration_seconds_sum{command="cdc",source="a \\"shop\\"\\\\"} 1.75
            firn_cdc_batch_duration_seconds_count{command="cdc",source="a \\"shop\\"\\\\"} 2
            # HELP firn_cdc_ready %s
            # TYPE firn_cdc_ready gauge
            firn_cdc_ready{command="cdc",source="a \\"shop\\"\\\\"} 0
            """
                .formatted(
                    Metric.CDC_EVENTS.help(),
                    Metric.CDC_BATCH_DURATION.help(),
                    Metric.CDC_READY.help()));
  }

  @Test
  void tablesBeyondTheLimitAreOne() {
    metrics.begin("cdc", "shop");
    for (String table : List.of("a", "b", "c", "d")) {
      metrics.add(Metric.CDC_EVENTS, 10, table, "create");
      metrics.set(Metric.CDC_LAG_SECONDS, table.equals("c") ? 9 : 1, table);
      metrics.set(Metric.CDC_LAST_EVENT, table.equals("d") ? 5 : 7, table);
    }
    assertThat(metrics.samples(Metric.CDC_EVENTS))
        .extracting(sample -> sample.labels().get(0) + " " + (long) sample.value())
        .containsExactly("a 10", "b 10", "other 20");
    assertThat(metrics.sample(Metric.CDC_EVENTS, List.of("other", "create")).value()).isEqualTo(20);
    assertThat(metrics.samples(Metric.CDC_LAG_SECONDS))
        .as("the one that is furthest behind")
        .extracting(Metrics.Sample::value)
        .containsExactly(1.0, 1.0, 9.0);
    assertThat(metrics.samples(Metric.CDC_LAST_EVENT))
        .as("the oldest one")
        .extracting(Metrics.Sample::value)
        .containsExactly(7.0, 7.0, 5.0);
  }

  @Test
  void asksForWhatChangesWithTimeAlone() {
    metrics.begin("cdc", "shop");
    metrics.refreshBy(() -> metrics.set(Metric.OUTAGE, 1));
    metrics.refreshBy(
        () -> {
          throw new IllegalStateException("planted");
        });
    assertThat(MetricsText.of(metrics)).contains("firn_outage{command=\"cdc\",source=\"shop\"} 1");
  }

  @Test
  void tellsOfSeriesThatAreThereAndOfThoseThatCome() {
    metrics.begin("cdc", "shop");
    metrics.count(Metric.RETRIES, "load");
    List<String> seen = new ArrayList<>();
    metrics.watch(sample -> seen.add(sample.metric().id() + sample.labels()));
    metrics.count(Metric.RETRIES, "load");
    metrics.count(Metric.RETRIES, "lost_race");
    assertThat(seen).containsExactly("firn_retries_total[load]", "firn_retries_total[lost_race]");
  }

  @Test
  void aRunBeginsWithNothing() {
    metrics.begin("cdc", "shop");
    metrics.count(Metric.RETRIES, "load");
    metrics.begin("validate", "shop");
    assertThat(MetricsText.of(metrics)).isEmpty();
  }

  @Test
  void refusesWhatIsNotDeclared() {
    assertThatThrownBy(() -> metrics.count(Metric.CDC_EVENTS, "orders"))
        .hasMessage(
            "firn_cdc_events_total is a counter with the labels [table, op], not a counter of"
                + " [orders]");
    assertThatThrownBy(() -> metrics.set(Metric.CDC_EVENTS, 1, "orders", "create"))
        .hasMessageContaining("not a gauge");
  }
}
