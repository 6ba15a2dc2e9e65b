package dev.firn.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShownTest {

  @Test
  void durationsHaveTheUnitsThatTellMost() {
    assertThat(Shown.duration(Duration.ofMillis(1240))).isEqualTo("1.2 s");
    assertThat(Shown.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Shown.duration(Duration.ofSeconds(754))).isEqualTo("12 min 34 s");
    assertThat(Shown.duration(Duration.ofMinutes(150))).isEqualTo("2 h 30 min");
    assertThat(Shown.duration(Duration.ofHours(75))).isEqualTo("3 d 3 h");
    assertThat(Shown.duration(Duration.ofSeconds(-4))).isEqualTo("0.0 s");
  }

  @Test
  void agesHaveOne() {
    Instant now = Instant.parse("2026-11-30T14:00:00Z");
    assertThat(Shown.age(now.minusSeconds(119), now)).isEqualTo("119 s");
    assertThat(Shown.age(now.minusSeconds(120), now)).isEqualTo("2 min");
    assertThat(Shown.age(now.plusSeconds(3), now)).isEqualTo("0 s");
    assertThat(Shown.age(null, now)).isEqualTo("-");
  }

  @Test
  void sizesAreInPowersOfTwo() {
    assertThat(Shown.bytes(1023)).isEqualTo("1023 B");
    assertThat(Shown.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Shown.bytes(5L << 40)).isEqualTo("5.0 TiB");
  }
}
