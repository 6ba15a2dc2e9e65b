package dev.firn.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresKindTest {

  @ParameterizedTest(name = "{0} loses rows: {1}")
  @CsvSource({
    "2.7.4.Final, true",
    "3.6.1.Final, true",
    "3.7.0.Final, false",
    "3.10.0.Final, false",
    "4.0.0.Beta1, false",
    "of our own making, false"
  })
  void knowsTheConnectorsThatLoseRows(String version, boolean losesRows) {
    assertThat(new PostgresKind().findConnectorFault(version).isPresent()).isEqualTo(losesRows);
  }
}
