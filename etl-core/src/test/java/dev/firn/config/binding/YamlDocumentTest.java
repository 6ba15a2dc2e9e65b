package dev.firn.config.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlDocumentTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void explainsWhatIsNoYamlWithoutRepeatingIt(String yaml, String problem) {
    Problems problems = new Problems("x.yaml");

    assertThat(YamlDocument.find("x.yaml", yaml, "a mapping", problems)).isEmpty();
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("Cannot use x.yaml, 1 problem:\n- x.yaml:" + problem)
        .hasMessageNotContaining("tiger");
  }

  static Stream<Arguments> explainsWhatIsNoYamlWithoutRepeatingIt() {
    return Stream.of(
        Arguments.of("a:\n\tb: tiger", "2:1: a tab cannot indent. Use blanks"),
        Arguments.of("a: @tiger", "1:4: a value cannot begin so. Put it in quotes"),
        Arguments.of(
            "a: *tiger",
            "1:4: a value that begins with \"*\" refers to an anchor, and this anchor does not"
                + " exist. Put the value in quotes"),
        Arguments.of(
            "a: !tiger!x y",
            "1:4: a value that begins with \"!\" is a tag. Put the value in quotes"),
        Arguments.of("a: \"\\tiger\\ger\"", "1:12: unknown escape after \"\\\". Use single quotes"),
        Arguments.of("a: 1\nb: 'tiger\nc: 2\n", "2:4: this quote is never closed"),
        Arguments.of("a: 1\ntiger\nb: 2\n", "2:1: \":\" and a blank are missing after this key"),
        Arguments.of(
            "a: tiger: 2",
            "1:9: a second \":\" on one line, or a wrong indentation. Put the value in quotes"),
        Arguments.of(
            "a:\n  - 1\n b: tiger",
            "3:2: this does not continue the lines above. Check the indentation and the quotes"),
        Arguments.of("a: 1\n---\nb: 2\n", "2:1: a second document begins here. Keep one"),
        Arguments.of("{a: ${tiger}}", "1:6: not valid YAML. Check the indentation and the quotes"),
        Arguments.of("a: \u0007", "1:1: the character U+0007 is not allowed"));
  }

  @Test
  void refusesBombs() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
    }

    assertRefused(bomb.toString());
    assertRefused("[".repeat(1000) + "]".repeat(1000));
    assertRefused("a: " + "x".repeat(1_000_001));
  }

  private static void assertRefused(String yaml) {
    Problems problems = new Problems("x.yaml");

    assertThat(YamlDocument.find("x.yaml", yaml, "a mapping", problems)).isEmpty();
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "too large, expected at most 1000000 characters, 20 levels and 50 aliases");
  }
}
