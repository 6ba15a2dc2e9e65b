package dev.firn.check.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.program.Options;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A slice of the checks of the load, in every build; {@code scripts/check} runs all of them. That
 * sums stay exact while money moves is held in every build by the tests of the load itself.
 */
@Order(6)
class LoadChecksIT {

  @Test
  void aLoadThatWasHaltedEndsAsAnUndisturbedOne() throws Exception {
    assertThat(LoadKillPoints.run(new Options(Map.of("points", "1", "rows", "500")))).isTrue();
  }

  @Test
  void whatAnApplicationCouldDoBeforeALoadItCanDoAfterwards() throws Exception {
    assertThat(NoHarm.run(new Options(Map.of("tables", "120")))).isTrue();
  }
}
