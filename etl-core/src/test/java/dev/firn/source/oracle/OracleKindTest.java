package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.source.DatabaseKind.Use;
import org.junit.jupiter.api.Test;

class OracleKindTest {

  private final OracleKind kind = new OracleKind();

  @Test
  void isLoadedAndNeitherStreamedNorCompared() {
    assertThat(kind.findObstacle(Use.LOAD)).isEmpty();
    for (Use other : new Use[] {Use.STREAM, Use.VALIDATE}) {
      assertThat(kind.findObstacle(other).orElseThrow())
          .startsWith(
              "this build loads Oracle and neither follows its changes nor compares it yet.")
          .contains("firn bulk-load --no-resume");
    }
  }
}
