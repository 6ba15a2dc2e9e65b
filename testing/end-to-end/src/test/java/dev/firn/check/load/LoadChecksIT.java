package dev.firn.check.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.program.Options;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A slice of the checks of the load, in every build; {@code scripts/check} runs all of them. That
 * sums stay exact while money moves is held in every build by the tests of the load itself.
 */
@Order(6)
class LoadChecksIT {

  /** Of a number with which a fifth of them has all but the keys in every combination. */
  private static final int TABLES = 72;

  @Test
  void aLoadThatWasHaltedEndsAsAnUndisturbedOne() throws Exception {
    assertThat(LoadKillPoints.run(new Options(Map.of("points", "1", "rows", "500")))).isTrue();
  }

  @Test
  void whatAnApplicationCouldDoBeforeALoadItCanDoAfterwards() throws Exception {
    assertThat(
            HarmlessTable.some(TABLES).stream()
                .map(table -> List.of(table.identity(), table.shape(), table.generated())))
        .as("every replica identity of every shape, with generated columns and without")
        .doesNotHaveDuplicates()
        .hasSize(6 * 4 * 3);
    assertThat(NoHarm.run(new Options(Map.of("tables", String.valueOf(TABLES))))).isTrue();
  }
}
