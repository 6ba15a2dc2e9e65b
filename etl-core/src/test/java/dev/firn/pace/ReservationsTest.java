package dev.firn.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReservationsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Reservations rate = new Reservations(1000);

  @Test
  void bytesWaitForThoseBeforeThemWhoeverTookThem() {
    assertThat(rate.reserve(500, 7 * SECOND)).isEqualTo(Duration.ofMillis(500));
    assertThat(rate.reserve(1000, 7 * SECOND)).isEqualTo(Duration.ofMillis(1500));
    assertThat(rate.reserve(1, 8 * SECOND)).isEqualTo(Duration.ofMillis(501));
  }

  @Test
  void timeInWhichNothingWasTakenIsLost() {
    rate.reserve(1000, 0);
    assertThat(rate.reserve(1000, 100 * SECOND)).isEqualTo(Duration.ofSeconds(1));
  }

  /** Such a clock may begin anywhere, and runs over. */
  @Test
  void aClockThatRunsOverChangesNothing() {
    assertThat(rate.reserve(1000, Long.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    assertThat(rate.reserve(1000, Long.MIN_VALUE)).isEqualTo(Duration.ofSeconds(2).minusNanos(1));
  }

  @Test
  void moreBytesThanFitIntoANumberOfNanosecondsAreCounted() {
    assertThat(new Reservations(1 << 30).reserve(100L << 30, 0)).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void withoutACapNobodyWaits() {
    ByteRate.Meter meter = ByteRate.of("run", 0).meter();
    meter.take(Long.MAX_VALUE);
    assertThat(ByteRate.of("run", 0)).isSameAs(ByteRate.UNLIMITED);
  }
}
