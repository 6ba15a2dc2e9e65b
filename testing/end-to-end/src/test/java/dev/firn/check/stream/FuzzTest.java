package dev.firn.check.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A slice of {@code scripts/check fuzz}. */
class FuzzTest {

  private static final long SEED = Long.getLong("seed", 20_261_129);

  @Test
  void noEventEndsTheStreamOrIsHalfBelieved() {
    assertThat(Fuzz.run(5_000, SEED)).as("seed %d", SEED).isTrue();
  }
}
