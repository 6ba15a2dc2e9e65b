package dev.firn.check.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.program.Options;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A slice of {@code scripts/check repair}, in every build. */
@Order(7)
class PlayedRepairsIT {

  @Test
  void aRepairBetweenAnyTwoStepsOfAStreamLeavesWhatAReplayLeaves() throws Exception {
    assertThat(
            PlayedRepairs.run(
                new Options(Map.of("tables", "2", "repairs", "2", "seed", "20261130"))))
        .isTrue();
  }
}
