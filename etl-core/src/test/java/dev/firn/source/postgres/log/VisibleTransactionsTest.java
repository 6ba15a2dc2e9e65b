package dev.firn.source.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTransactionsTest {

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "100:100:, 99, true",
    "100:100:, 100, false",
    "100:105:100;103, 99, true",
    "100:105:100;103, 100, false",
    "100:105:100;103, 102, true",
    "100:105:100;103, 103, false",
    "100:105:100;103, 105, false",
  })
  void seesWhatHadEndedWhenItWasTaken(String snapshot, long transaction, boolean seen) {
    assertThat(VisibleTransactions.parse(snapshot.replace(';', ',')).contains(transaction))
        .isEqualTo(seen);
  }

  @ParameterizedTest(name = "{0} beside a counter that has just wrapped")
  @CsvSource({"4294967295, true", "4294967290, true", "0, true", "3, true", "4, false", "7, false"})
  void comparesShortIdsAcrossAWrappedCounter(long transaction, boolean seen) {
    long wrapped = (1L << 32) + 4;
    VisibleTransactions visible =
        VisibleTransactions.parse(wrapped + ":" + (wrapped + 1) + ":" + wrapped);
    assertThat(visible.contains(transaction)).isEqualTo(seen);
  }

  @Test
  void refusesWhatNoServerPrints() {
    assertThatThrownBy(() -> VisibleTransactions.parse("12:13"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected xmin:xmax:xip");
  }
}
