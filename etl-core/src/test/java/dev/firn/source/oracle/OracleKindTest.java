package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.source.DatabaseKind.Use;
import org.junit.jupiter.api.Test;

class OracleKindTest {

  private final OracleKind kind = new OracleKind();

  @Test
  void isLoadedAndComparedAndNotStreamed() {
    assertThat(kind.findObstacle(Use.LOAD)).isEmpty();
    assertThat(kind.findObstacle(Use.VALIDATE)).isEmpty();
    assertThat(kind.findObstacle(Use.STREAM).orElseThrow())
        .startsWith("this build loads and compares Oracle and does not follow its changes yet.")
        .contains("firn bulk-load --no-resume");
  }
}
