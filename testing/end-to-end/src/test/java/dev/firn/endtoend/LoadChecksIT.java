package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.program.Options;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A slice of the checks of the load, in every build; {@code scripts/check} runs all of them. */
class LoadChecksIT {

  @Test
  void aLoadThatWasHaltedEndsAsAnUndisturbedOne() throws Exception {
    assertThat(LoadKillPoints.run(new Options(Map.of("points", "1", "rows", "500")))).isTrue();
  }

  @Test
  void theSumIsExactWhileMoneyMoves() throws Exception {
    assertThat(PointInTime.run(new Options(Map.of("runs", "2", "accounts", "4000", "seam", "0"))))
        .isTrue();
  }
}
