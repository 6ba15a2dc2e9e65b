package dev.firn.config.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.files.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTemplateTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("NAME", "value", "EMPTY", "", "TRICKY", "a: #b ${NAME} $${");

  @TempDir private Path directory;
  private final List<String> problems = new ArrayList<>();

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource({
    "plain, plain",
    "${NAME}, value",
    "a${NAME}b${NAME}c, avaluebvaluec",
    "${NAME:-other}, value",
    "${UNSET:-other}, other",
    "${EMPTY:-other}, other",
    "${UNSET:-}, ''",
    "${EMPTY}, ''",
    "${UNSET:-a:-b}, a:-b",
    "${NAME:?say so}, value",
    "$${NAME}, ${NAME}",
    "a$b, a$b",
    "$$, $$",
    "cost$, cost$",
    "${FILE:-none}, none",
  })
  void replacesPlaceholders(String text, String expected) {
    assertThat(resolve(text)).contains(expected);
    assertThat(problems).isEmpty();
  }

  @Test
  void doesNotReadASubstitutedValueAgain() {
    assertThat(resolve("${TRICKY}")).contains("a: #b ${NAME} $${");
  }

  @Test
  void reportsEveryMissingVariable() {
    assertThat(resolve("${ONE}:${TWO}")).isEmpty();
    assertThat(problems)
        .containsExactly(
            "environment variable ONE is not set."
                + " Export it, or mount it as a file and use ${FILE:/path}",
            "environment variable TWO is not set."
                + " Export it, or mount it as a file and use ${FILE:/path}");
  }

  @Test
  void namesTheVariableThatWasProbablyMeant() {
    assertThat(resolve("${NAMES}")).isEmpty();
    assertThat(problems)
        .containsExactly(
            "environment variable NAMES is not set, but NAME is."
                + " Export it, or mount it as a file and use ${FILE:/path}");
  }

  @ParameterizedTest(name = "{0} is reported with its message")
  @ValueSource(strings = {"UNSET", "EMPTY"})
  void reportsAMissingVariableWithTheMessageOfTheFile(String name) {
    assertThat(resolve("${" + name + ":?ask the DBA}")).isEmpty();
    assertThat(problems)
        .containsExactly("environment variable " + name + " is not set: ask the DBA");
  }

  @ParameterizedTest(name = "{0} is refused")
  @ValueSource(
      strings = {
        "${}",
        "${1A}",
        "${A B}",
        "${A:b}",
        "${A-b}",
        "${hunter2",
        "${A:-${B}}",
        "${FILE:}",
        "${VAULT:hunter2}",
        "${VAULT:secret#hunter2}",
        "${VAULT:secret/hunter2}",
        "${AWS:hunter2#}",
        "${AWS:#hunter2}",
        "${AWS:hunter2##}",
        "${AWS:hunter2#a#b#c}",
        "${HADOOP:}"
      })
  void refusesOtherFormsWithoutRepeatingThem(String text) {
    assertThatThrownBy(() -> ValueTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "a placeholder is ${NAME}, ${NAME:-default}, ${NAME:?message}, ${FILE:/path},"
                + " ${VAULT:mount/path#key}, ${AWS:name#key} or ${HADOOP:alias}. Write $${ for a literal \"${\"")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest(name = "content {0} becomes {1}")
  @CsvSource({"tiger, tiger", "'tiger\n', tiger", "'tiger\r\n', tiger", "'tiger\n\n', 'tiger\n'"})
  void readsAFileWithoutItsLastNewline(String content, String expected) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), content);

    assertThat(resolve("${FILE:" + file + "}")).contains(expected);
    assertThat(resolve("${FILE:password}")).contains(expected);
  }

  @Test
  void reportsAFileThatIsMissingOrNoText() throws IOException {
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
    Files.writeString(directory.resolve("huge"), "x".repeat(65537), StandardCharsets.UTF_8);

    assertThat(resolve("${FILE:absent}${FILE:binary}${FILE:huge}")).isEmpty();
    assertThat(problems)
        .containsExactly(
            "file absent does not exist",
            "file binary is not UTF-8 text",
            "file huge is larger than 64 KiB");
  }

  @Test
  void namesItsOriginWithoutDefaultsAndLiterals() {
    ValueTemplate template = ValueTemplate.parse("tiger${A:-scott}${FILE:/run/x}");

    assertThat(template.origin()).isEqualTo("${A} and ${FILE:/run/x}");
    assertThat(template).hasToString("value from ${A} and ${FILE:/run/x}");
  }

  @Test
  void asksStoresForWhatTheyKeep() {
    SecretResolver resolver =
        new SecretResolver(
            ENVIRONMENT,
            Directory.at(directory),
            Map.of("VAULT", () -> (reference, said) -> Optional.of("<" + reference + ">")));

    assertThat(ValueTemplate.parse("a${VAULT:secret/a#b}c").findText(resolver, problems::add))
        .contains("a<secret/a#b>c");
    assertThat(ValueTemplate.parse("${HADOOP:x}").findText(resolver, problems::add)).isEmpty();
    assertThat(
            ValueTemplate.parse("${VAULT:secret/a#b}")
                .findText(resolver.withoutStores(), problems::add))
        .isEmpty();
    assertThat(problems).isEmpty();
    assertThat(ValueTemplate.parse("${VAULT:secret/a#b}").origin())
        .isEqualTo("${VAULT:secret/a#b}");
  }

  private Optional<String> resolve(String text) {
    SecretResolver resolver = new SecretResolver(ENVIRONMENT, Directory.at(directory));
    return ValueTemplate.parse(text).findText(resolver, problems::add);
  }
}
