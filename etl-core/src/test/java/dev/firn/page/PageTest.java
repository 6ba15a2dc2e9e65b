package dev.firn.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Instant BEGAN = Instant.parse("2026-11-30T14:00:00Z");
  private static final String HOSTILE = "x\"><script>alert(1)</script>";

  private static Page page(Section... sections) {
    return new Page(
        new Head(
            HOSTILE,
            Mood.BAD,
            HOSTILE,
            HOSTILE,
            BEGAN,
            BEGAN.plusSeconds(60),
            List.of(new Head.Fact("lake", HOSTILE)),
            List.of(new Head.Figure("rows", HOSTILE, HOSTILE))),
        List.of(sections),
        0,
        BEGAN.plusSeconds(61));
  }

  @Test
  void noNameOfATableGetsIntoThePage() {
    Section grid =
        new GridSection(
            "tables",
            HOSTILE,
            HOSTILE,
            List.of("table", HOSTILE),
            List.of(List.of(GridCell.badge(HOSTILE, Mood.BAD), GridCell.code(HOSTILE))));
    Section timeline =
        new TimelineSection(
            "timeline",
            HOSTILE,
            HOSTILE,
            BEGAN,
            BEGAN.plusSeconds(60),
            List.of(
                new Lane(
                    HOSTILE,
                    HOSTILE,
                    List.of(new Lane.Bar(BEGAN, BEGAN.plusSeconds(6), Mood.GOOD, 1, HOSTILE)))));
    Section chart =
        new ChartSection(
            "rates",
            HOSTILE,
            HOSTILE,
            List.of(
                new ChartSection.Chart(
                    HOSTILE, HOSTILE, BEGAN, BEGAN.plusSeconds(60), List.of(0.0, 4.0))));
    String text = page(grid, timeline, chart).text();
    assertThat(text).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
  }

  @Test
  void aBarStandsWhereItsTimeIs() {
    Lane lane =
        new Lane(
            "orders",
            "15 s",
            List.of(
                new Lane.Bar(
                    BEGAN.plusSeconds(15), BEGAN.plusSeconds(30), Mood.GOOD, 1, "loaded")));
    String picture =
        new TimelineSection("t", "Over time", "", BEGAN, BEGAN.plusSeconds(60), List.of(lane))
            .content()
            .toString();
    assertThat(picture)
        .contains("<rect class=\"bar good\" x=\"25.000%\" width=\"25.000%\" y=\"2.000\"")
        .contains("<text x=\"25.000%\" y=\"12\" text-anchor=\"middle\">14:00:15</text>");
  }

  @Test
  void ofManyTablesThoseThatTookLongestAreSeenFirst() {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      Lane.Bar bar = new Lane.Bar(BEGAN, BEGAN.plusSeconds(i), Mood.GOOD, 1, "");
      lanes.add(new Lane("table_" + i, "", List.of(bar)));
    }
    String picture =
        new TimelineSection("t", "", "", BEGAN, BEGAN.plusSeconds(200), lanes).content().toString();
    assertThat(picture.substring(0, picture.indexOf("<details")))
        .contains(">table_200<", ">table_171<")
        .doesNotContain(">table_170<");
    assertThat(picture).contains("170 shorter ones", ">table_1<");
  }

  @Test
  void everyColumnHasItsCell() {
    assertThatThrownBy(
            () ->
                new GridSection(
                    "t", "Tables", "", List.of("a", "b"), List.of(List.of(GridCell.of("1")))))
        .hasMessage("A row of Tables has 1 cells for 2 columns");
  }

  @Test
  void aLineOverTimeHasItsHighestValueAtTheTop() {
    String chart =
        new ChartSection(
                "r",
                "",
                "",
                List.of(
                    new ChartSection.Chart(
                        "Waiting",
                        "events",
                        BEGAN,
                        BEGAN.plusSeconds(60),
                        List.of(0.0, 1000.0, 500.0))))
            .content()
            .toString();
    assertThat(chart)
        .contains("d=\"M0.00 99.00 L50.00 7.00 L100.00 53.00\"")
        .contains("aria-label=\"Waiting: at most 1,000 events, 500 at the end\"");
  }
}
