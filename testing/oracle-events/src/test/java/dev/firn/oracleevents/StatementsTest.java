package dev.firn.oracleevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the statements that Firn sends to Oracle are sentences of its language. */
class StatementsTest {

  private static final Path ALL =
      Path.of("../../etl-core/src/test/resources/dev/firn/source/oracle/statements.txt");

  static List<String> statements() throws IOException {
    return Grammar.statements(Files.readString(ALL));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("statements")
  void areSentencesOfOracle(String sql) {
    assertThat(sql).endsWith(";");
    Grammar.parse(sql);
  }

  @Test
  void thereAreManyOfThem() throws IOException {
    assertThat(statements()).hasSizeGreaterThan(30);
  }

  @Test
  void othersAreNone() {
    assertThatThrownBy(
            () -> Grammar.parse("SELECT \"ID\" FROM \"APP\".\"T\" AS OF SCN :scn LIMIT 7 FROM;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(":");
    assertThatThrownBy(() -> Grammar.parse("SELECT ID FROM APP.T AS AT SCN :scn;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(":");
  }
}
