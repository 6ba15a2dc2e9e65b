package dev.firn.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeAxisTest {

  private static final Instant START = Instant.parse("2026-11-30T14:00:03.500Z");

  private static TimeAxis axis(Duration length) {
    return new TimeAxis(START, START.plus(length));
  }

  @Test
  void instantsStandWhereTheirTimeIs() {
    TimeAxis axis = axis(Duration.ofSeconds(100));
    assertThat(axis.at(START)).isZero();
    assertThat(axis.at(START.plusSeconds(25))).isEqualTo(25);
    assertThat(axis.at(START.plusSeconds(400))).isEqualTo(100);
    assertThat(axis.at(START.minusSeconds(4))).isZero();
  }

  @Test
  void whatWasShortIsSeenAndStaysWithinThePicture() {
    TimeAxis axis = axis(Duration.ofHours(10));
    assertThat(axis.span(START, START.plusMillis(3))).containsExactly(0, 0.5);
    assertThat(axis.span(START.plus(Duration.ofHours(10)), START.plus(Duration.ofHours(11))))
        .containsExactly(99.5, 0.5);
    assertThat(axis.span(START.plus(Duration.ofHours(1)), START.plus(Duration.ofHours(3))))
        .containsExactly(10, 20);
  }

  @Test
  void aRunWithoutLengthHasAnAxis() {
    TimeAxis axis = axis(Duration.ZERO);
    assertThat(axis.span(START, START)).containsExactly(0, 0.5);
  }

  @Test
  void linesStandAtTimesOfTheClock() {
    assertThat(axis(Duration.ofSeconds(40)).ticks().stream().map(TimeAxis.Tick::label))
        .containsExactly("14:00:10", "14:00:20", "14:00:30", "14:00:40");
    assertThat(axis(Duration.ofSeconds(40)).ticks().get(0).at()).isEqualTo(16.25);
    assertThat(axis(Duration.ofHours(3)).ticks().stream().map(TimeAxis.Tick::label))
        .containsExactly("15:00", "16:00", "17:00");
  }

  @Test
  void thereAreNeverTooManyLinesHoweverLongItLasts() {
    for (Duration length = Duration.ofSeconds(1);
        length.toDays() < 4000;
        length = length.multipliedBy(3).dividedBy(2).plusSeconds(1)) {
      List<TimeAxis.Tick> ticks = axis(length).ticks();
      assertThat(ticks).as("%s", length).hasSizeLessThanOrEqualTo(6);
      assertThat(ticks).allSatisfy(tick -> assertThat(tick.at()).isBetween(0.0, 100.0));
    }
  }
}
