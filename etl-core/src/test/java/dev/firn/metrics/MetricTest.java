package dev.firn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void keepsToTheConventionsOfPrometheus() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.id())
          .matches("firn(_[a-z]+)+")
          .doesNotMatch(".*_(millis|ms|minutes|kilobytes|percent)(_.*)?");
      assertThat(metric.id().endsWith("_total"))
          .as("%s counts, and so ends", metric.id())
          .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
      assertThat(metric.help()).as(metric.id()).endsWith(".").doesNotContain("  ", "\n");
      assertThat(metric.labels())
          .as(metric.id())
          .allMatch(label -> label.matches("[a-z_]+"))
          .doesNotContain("command", "source", "job", "instance", "le", "quantile");
    }
  }

  @Test
  void knowsNoTwoByOneName() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::id)).doesNotHaveDuplicates();
  }
}
