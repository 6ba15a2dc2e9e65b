package dev.firn.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes metrics as Prometheus reads them, in its text format 0.0.4: each series is a line, below
 * what its metric is.
 */
public final class MetricsText {

  /** What it is, in HTTP. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private MetricsText() {}

  /** What the metrics say now. */
  public static String of(Metrics metrics) {
    metrics.refresh();
    StringBuilder text = new StringBuilder();
    for (Metric metric : Metric.values()) {
      append(metric, series(metrics, metric), text);
    }
    return text.toString();
  }

  /** Writes nothing of a metric without series. */
  static void append(Metric metric, Map<String, Double> series, StringBuilder text) {
    if (series.isEmpty()) {
      return;
    }
    text.append("# HELP ").append(metric.id()).append(' ').append(escaped(metric.help(), false));
    text.append("\n# TYPE ").append(metric.id()).append(' ').append(metric.kind().word());
    text.append('\n');
    series.forEach(
        (name, value) -> text.append(name).append(' ').append(number(value)).append('\n'));
  }

  /** The series of a metric, by their names and labels as they are written. */
  static Map<String, Double> series(Metrics metrics, Metric metric) {
    Map<String, Double> series = new LinkedHashMap<>();
    for (Metrics.Sample sample : metrics.samples(metric)) {
      String labels = labels(metrics, sample);
      if (metric.kind() == Metric.Kind.SUMMARY) {
        series.put(metric.id() + "_sum" + labels, sample.value());
        series.put(metric.id() + "_count" + labels, (double) sample.count());
      } else {
        series.put(metric.id() + labels, sample.value());
      }
    }
    return series;
  }

  /** What the labels of all series of a run begin with. */
  static String run(Metrics metrics) {
    return "{%s,%s"
        .formatted(label("command", metrics.command()), label("source", metrics.source()));
  }

  private static String labels(Metrics metrics, Metrics.Sample sample) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < sample.labels().size(); i++) {
      labels.add("," + label(sample.metric().labels().get(i), sample.labels().get(i)));
    }
    return run(metrics) + String.join("", labels) + "}";
  }

  private static String label(String name, String value) {
    return name + "=\"" + escaped(value, true) + "\"";
  }

  private static String escaped(String text, boolean isLabel) {
    String lines = text.replace("\\", "\\\\").replace("\n", "\\n");
    return isLabel ? lines.replace("\"", "\\\"") : lines;
  }

  /** Whole numbers as such, because people read them too. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
