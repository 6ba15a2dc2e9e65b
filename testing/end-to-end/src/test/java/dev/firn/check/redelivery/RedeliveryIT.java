package dev.firn.check.redelivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.program.Options;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A slice of the check, in every build; {@code scripts/check redelivery} runs all of it. */
@Order(7)
class RedeliveryIT {

  @Test
  void tablesStayExactWhileTheirConnectorIsRestarted() throws Exception {
    assertThat(Redelivery.run(new Options(Map.of("restarts", "2", "seed", "5")))).isTrue();
  }
}
