package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.testing.PlayedShapes;
import dev.firn.config.DeleteMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slice of {@code scripts/check shapes}, in every build. */
class PlayedShapesTest {

  @ParameterizedTest(name = "seed {0}, format {1}, {2}")
  @CsvSource({"1, 2, HARD", "2, 3, SOFT", "3, 2, HARD"})
  void everyShapeIsWhatAReplayLeaves(long seed, int format, DeleteMode deletes) {
    PlayedShapes played = new PlayedShapes(seed, "unit_" + seed, format, deletes);
    played.play(15);
    assertThat(played.problems()).isEmpty();
    assertThat(played.asOfWrong()).isZero();
  }
}
