package dev.firn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.DatabaseType;
import dev.firn.source.oracle.log.OracleScn;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePositionTest {

  @ParameterizedTest(name = "{0} is after {1}")
  @CsvSource({"0/2, 0/1", "1/0, 0/FFFFFFFF", "FFFFFFFF/0, 7FFFFFFF/FFFFFFFF", "A/0, 9/0"})
  void ordersLsnsAsUnsignedNumbers(String later, String earlier) {
    assertThat(PostgresLsn.parse(later).isAfter(PostgresLsn.parse(earlier))).isTrue();
    assertThat(PostgresLsn.parse(earlier).isAfter(PostgresLsn.parse(later))).isFalse();
    assertThat(PostgresLsn.parse(later).isAfter(PostgresLsn.parse(later))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"})
  void writesLsnsAsPostgresDoes(String text) {
    assertThat(PostgresLsn.parse(text).text()).isEqualTo(text);
  }

  @Test
  void ordersScnsAsNumbersOfAnySize() {
    assertThat(OracleScn.parse("10").isAfter(OracleScn.parse("9"))).isTrue();
    OracleScn huge = OracleScn.parse("18446744073709551616");
    assertThat(huge.isAfter(OracleScn.parse("18446744073709551615"))).isTrue();
  }

  @Test
  void refusesToCompareDatabases() {
    assertThatThrownBy(() -> OracleScn.parse("1").isAfter(PostgresLsn.parse("0/1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot compare SCN 1 with 0/1");
  }

  @Test
  void keepsAReadPointThroughItsText() {
    PostgresReadPoint point =
        new PostgresReadPoint(
            PostgresLsn.parse("1/AB"),
            VisibleTransactions.parse("7:9:7,8"),
            Instant.parse("2026-11-21T10:00:00.123456Z"));
    assertThat(DatabaseKind.of(DatabaseType.POSTGRESQL).log().parseReadPoint(point.text()))
        .isEqualTo(point);
  }

  @Test
  void readsTheReadPointsOfEarlierLakes() {
    String stored = "16/B374D848 7:9:7,8 2026-11-21T10:00:00.123456Z";
    assertThat(DatabaseKind.of(DatabaseType.POSTGRESQL).log().parseReadPoint(stored).text())
        .isEqualTo(stored);
  }
}
