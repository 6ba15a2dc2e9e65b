package dev.firn.page;

import dev.firn.page.html.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Numbers over time. */
public record ChartSection(String id, String title, String intro, List<Chart> charts)
    implements Section {

  private static final int HEIGHT = 100;

  public ChartSection {
    charts = List.copyOf(charts);
  }

  /**
   * One number over time.
   *
   * @param unit what is counted
   * @param values in steps of the same length
   */
  public record Chart(String title, String unit, Instant from, Instant to, List<Double> values) {

    public Chart {
      values = List.copyOf(values);
    }

    double most() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
  }

  @Override
  public Tag content() {
    return Tag.of("div", "charts").add(charts.stream().map(ChartSection::chart).toList());
  }

  private static Tag chart(Chart chart) {
    double most = chart.most();
    double last = chart.values().isEmpty() ? 0 : chart.values().get(chart.values().size() - 1);
    String told =
        "at most %s %s, %s at the end".formatted(number(most), chart.unit(), number(last));
    TimeAxis axis = new TimeAxis(chart.from(), chart.to());
    List<TimeAxis.Tick> ticks = axis.ticks();
    Tag marks = Tag.of("svg", "ticks").with("width", "100%").with("height", 16);
    for (TimeAxis.Tick tick : ticks) {
      String anchor = tick.at() < 6 ? "start" : tick.at() > 94 ? "end" : "middle";
      marks =
          marks.add(
              Tag.of("text")
                  .percent("x", tick.at())
                  .with("y", 12)
                  .with("text-anchor", anchor)
                  .add(tick.label()));
    }
    return Tag.of("figure", "chart")
        .add(
            Tag.of("figcaption").add(Tag.of("strong").add(chart.title()), Tag.text(" " + told)),
            picture(chart, most)
                .with("role", "img")
                .with("aria-label", chart.title() + ": " + told),
            marks.with("aria-hidden", true).with("focusable", false));
  }

  /** The line and what is below it, stretched to whatever room there is. */
  private static Tag picture(Chart chart, double most) {
    int points = Math.max(2, chart.values().size());
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < points; i++) {
      double value = i < chart.values().size() ? chart.values().get(i) : 0;
      if (chart.values().size() == 1) {
        value = chart.values().get(0);
      }
      line.append(i == 0 ? "M" : " L")
          .append(
              String.format(
                  Locale.ROOT,
                  "%.2f %.2f",
                  100.0 * i / (points - 1),
                  most == 0 ? HEIGHT - 1 : HEIGHT - 1 - (HEIGHT - 8) * value / most));
    }
    return Tag.of("svg", "plot")
        .with("viewBox", "0 0 100 " + HEIGHT)
        .with("preserveAspectRatio", "none")
        .with("width", "100%")
        .with("height", 120)
        .add(
            Tag.of("path", "area").with("d", line + " L100 %d L0 %d Z".formatted(HEIGHT, HEIGHT)),
            Tag.of("path", "line").with("d", line.toString()));
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT,
        value > 0 && value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f",
        value);
  }
}
