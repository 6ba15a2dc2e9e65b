package dev.firn.metrics;

import dev.firn.files.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * A file with the metrics of runs that come and go, for collectors of files such as
 * node_exporter's.
 *
 * <p>It goes on from run to run: counters count over all of them, and a gauge of which a run says
 * nothing keeps what was said before. It needs nothing that only Spark has, so that a run which
 * fails before is told as well.
 */
public final class MetricsFile {

  private final Directory directory;
  private final String name;

  /**
   * @param location a path, or a URI such as {@code s3a://lake/metrics/shop.prom}
   */
  public MetricsFile(String location) {
    int slash = location.lastIndexOf('/');
    this.directory = Directory.of(slash < 0 ? "." : location.substring(0, Math.max(1, slash)));
    this.name = location.substring(slash + 1);
  }

  /** Writes what the run has counted on top of what those before it have. */
  public void write(Metrics metrics) throws IOException {
    directory.write(name, text(metrics, former()));
  }

  private String former() throws IOException {
    if (!directory.has(name)) {
      return "";
    }
    try (InputStream file = directory.open(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * @param former what the file says by now; of other commands and sources it stays
   */
  static String text(Metrics metrics, String former) {
    metrics.refresh();
    String own = MetricsText.run(metrics);
    Map<String, Double> before = parse(former);
    StringBuilder text = new StringBuilder();
    for (Metric metric : Metric.values()) {
      Map<String, Double> now = MetricsText.series(metrics, metric);
      Map<String, Double> all = new LinkedHashMap<>();
      boolean isReplaced = metric.kind() == Metric.Kind.GAUGE && !now.isEmpty();
      before.forEach(
          (series, value) -> {
            boolean isOwn = series.substring(series.indexOf('{')).startsWith(own);
            if (isOf(metric, series) && !(isOwn && isReplaced)) {
              all.put(series, value);
            }
          });
      BinaryOperator<Double> merging =
          metric.kind() == Metric.Kind.GAUGE ? (then, told) -> told : Double::sum;
      now.forEach((series, value) -> all.merge(series, value, merging));
      MetricsText.append(metric, all, text);
    }
    return text.toString();
  }

  private static boolean isOf(Metric metric, String series) {
    String id = series.substring(0, series.indexOf('{'));
    return metric.kind() == Metric.Kind.SUMMARY
        ? id.equals(metric.id() + "_sum") || id.equals(metric.id() + "_count")
        : id.equals(metric.id());
  }

  /** By series as they are written; what is no line of ours is left out. */
  private static Map<String, Double> parse(String text) {
    Map<String, Double> series = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.matches("firn_[a-z_]+\\{.*\\} -?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?"))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              series.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            });
    return series;
  }
}
