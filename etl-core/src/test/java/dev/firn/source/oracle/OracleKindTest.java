package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OracleKindTest {

  @Test
  void onlyConnectTellsWhereItsConnectorHasBegun() {
    assertThat(new OracleKind().asksConnect()).isTrue();
  }
}
