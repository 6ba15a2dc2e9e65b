package dev.firn.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivityTest {

  private static final Instant START = Instant.parse("2026-11-30T14:00:00Z");

  @Test
  void eventsStandInTheStepInWhichTheyWereApplied() {
    Activity activity = new Activity(START);
    activity.applied("orders", 10, START.plusMillis(500));
    activity.applied("orders", 5, START.plusMillis(900));
    activity.applied("orders", 7, START.plusMillis(2100));
    activity.waiting(40, START.plusMillis(100));
    activity.waiting(0, START.plusMillis(3000));
    Activity.Seen seen = activity.until(START.plusMillis(4500));
    assertThat(seen.step()).isEqualTo(Duration.ofSeconds(1));
    assertThat(seen.events().get("orders")).containsExactly(15L, 0L, 7L, 0L, 0L);
    assertThat(seen.waiting()).containsExactly(40L, 40L, 40L, 0L, 0L);
    assertThat(seen.rates()).containsExactly(15.0, 0.0, 7.0, 0.0, 0.0);
  }

  @Test
  void aRunOfAYearHasNoMoreStepsAndLosesNoEvent() {
    Activity activity = new Activity(START);
    for (int hour = 0; hour < 365 * 24; hour++) {
      activity.applied("orders", 3, START.plus(Duration.ofHours(hour)));
    }
    activity.waiting(9, START.plus(Duration.ofDays(100)));
    Activity.Seen seen = activity.until(START.plus(Duration.ofDays(365)));
    assertThat(seen.waiting()).hasSizeLessThanOrEqualTo(Activity.MAX_STEPS);
    assertThat(seen.events().getOrDefault("orders", List.of()).stream().mapToLong(x -> x).sum())
        .isEqualTo(3L * 365 * 24);
    assertThat(seen.waiting()).contains(9L);
    assertThat(seen.to()).isAfterOrEqualTo(START.plus(Duration.ofDays(365)));
  }
}
