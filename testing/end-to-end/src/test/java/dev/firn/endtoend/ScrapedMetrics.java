package dev.firn.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics as they are written for Prometheus, read without Firn. */
record ScrapedMetrics(Map<String, Double> series) {

  private static final Pattern LINE = Pattern.compile("([a-z_]+)(\\{[^}]*})? (\\S+)");

  /** Fails where a line is neither a comment nor a series, or a series is there twice. */
  static ScrapedMetrics parse(String text) {
    Map<String, Double> series = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("# "))
        .forEach(
            line -> {
              Matcher parts = LINE.matcher(line);
              if (!parts.matches()
                  || series.put(line.substring(0, line.lastIndexOf(' ')), number(parts)) != null) {
                throw new AssertionError("No series, or one that is there already: " + line);
              }
            });
    return new ScrapedMetrics(series);
  }

  private static double number(Matcher parts) {
    return Double.parseDouble(parts.group(3));
  }

  /** The only series of a metric. */
  double only(String metric) {
    return series.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(metric + "{"))
        .map(Map.Entry::getValue)
        .reduce(
            (one, other) -> {
              throw new AssertionError(metric + " has several series");
            })
        .orElseThrow(() -> new AssertionError("There is no " + metric + " in " + series.keySet()));
  }

  /** The sum of a metric for each value of a label. */
  Map<String, Long> by(String label, String metric) {
    Map<String, Long> sums = new TreeMap<>();
    Pattern value = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
    series.forEach(
        (name, number) -> {
          Matcher found = value.matcher(name);
          if (name.startsWith(metric + "{") && found.find()) {
            sums.merge(found.group(1), number.longValue(), Long::sum);
          }
        });
    return sums;
  }
}
