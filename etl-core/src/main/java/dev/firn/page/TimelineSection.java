package dev.firn.page;

import dev.firn.page.html.Html;
import dev.firn.page.html.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was done when, each table a line, which shows at a glance what everything waited for. */
public record TimelineSection(
    String id, String title, String intro, Instant from, Instant to, List<Lane> lanes)
    implements Section {

  /** Those that took longest; the others are folded. */
  private static final int MAX_OPEN = 30;

  public TimelineSection {
    lanes = List.copyOf(lanes);
  }

  @Override
  public Tag content() {
    if (lanes.isEmpty()) {
      return Tag.of("p", "none").add("Nothing was done.");
    }
    TimeAxis axis = new TimeAxis(from, to);
    Tag timeline = Tag.of("div", "timeline").add(axisOf(axis));
    List<Lane> open = lanes;
    List<Lane> folded = List.of();
    if (lanes.size() > MAX_OPEN) {
      List<Lane> longest =
          lanes.stream().sorted(Comparator.comparing(Lane::length).reversed()).toList();
      open = longest.subList(0, MAX_OPEN);
      folded = longest.subList(MAX_OPEN, longest.size());
    }
    timeline = timeline.add(list(axis, open));
    if (!folded.isEmpty()) {
      timeline =
          timeline.add(
              Tag.of("details")
                  .with("id", id + "-more")
                  .add(
                      Tag.of("summary").add("%d shorter ones".formatted(folded.size())),
                      list(axis, folded)));
    }
    return timeline;
  }

  private static Tag list(TimeAxis axis, List<Lane> lanes) {
    return Tag.of("ul", "lanes").add(lanes.stream().map(lane -> lane(axis, lane)).toList());
  }

  private static Tag axisOf(TimeAxis axis) {
    List<Html> labels = new ArrayList<>();
    for (TimeAxis.Tick tick : axis.ticks()) {
      // At the edges they would stand outside.
      String anchor = tick.at() < 6 ? "start" : tick.at() > 94 ? "end" : "middle";
      labels.add(
          Tag.of("text")
              .percent("x", tick.at())
              .with("y", 12)
              .with("text-anchor", anchor)
              .add(tick.label()));
    }
    return Tag.of("div", "axis")
        .with("aria-hidden", true)
        .add(
            Tag.of("span", "lane-label").add("UTC"),
            svg(16).with("class", "ticks").add(labels),
            Tag.of("span", "lane-note"));
  }

  private static Tag svg(int height) {
    return Tag.of("svg").with("width", "100%").with("height", height).with("focusable", false);
  }

  private static Tag lane(TimeAxis axis, Lane lane) {
    Tag picture = svg(18).with("aria-hidden", true);
    for (TimeAxis.Tick tick : axis.ticks()) {
      picture =
          picture.add(
              Tag.of("line", "rule")
                  .percent("x1", tick.at())
                  .percent("x2", tick.at())
                  .with("y1", 0)
                  .with("y2", 18));
    }
    for (Lane.Bar bar : lane.bars()) {
      double[] span = axis.span(bar.from(), bar.to());
      double height = 4 + 10 * Math.min(1, Math.max(0, bar.weight()));
      picture =
          picture.add(
              Tag.of("rect", "bar " + bar.mood().style())
                  .percent("x", span[0])
                  .percent("width", span[1])
                  .with("y", 16 - height)
                  .with("height", height)
                  .with("rx", 2)
                  .add(Tag.of("title").add(bar.told())));
    }
    String told =
        lane.bars().size() == 1 ? lane.bars().get(0).told() : lane.bars().size() + " times";
    return Tag.of("li", "lane")
        .add(
            Tag.of("span", "lane-label").add(lane.label()),
            picture,
            Tag.of("span", "lane-note").add(lane.note()),
            Tag.of("span", "unseen").add(": " + told));
  }
}
