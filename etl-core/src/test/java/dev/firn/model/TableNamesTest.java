package dev.firn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNamesTest {

  private static final long SEED = Long.getLong("seed", 20_261_121);
  private static final String ODD = "ab_1.$/,\"' \\`!*?@-#%~\n\t{}()<>|&;=ü表";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "orders; orders",
        "order_items; order_items",
        "Zürich.2; Zürich.2",
        "odd, name; \"odd, name\"",
        "a\"b; \"a\"\"b\"",
        "-x; \"-x\""
      })
  void quotesOnlyWhatNeedsIt(String name, String text) {
    assertThat(new TableNames(List.of(name)).text()).isEqualTo(text);
  }

  @Test
  void readsWhatPeopleType() {
    assertThat(TableNames.parse("orders,order items,\"a,b\"").names())
        .containsExactly("orders", "order items", "a,b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a,", ",a", "a,,b", "\"a", "\"a\"b", "\"\"", "a,\"b"})
  void refusesWhatNamesNoTable(String text) {
    assertThatThrownBy(() -> TableNames.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected names between commas");
  }

  @Test
  void anyNamesComeThroughTheShellAsTheyWere() throws IOException {
    Random random = new Random(SEED);
    List<TableNames> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(new TableNames(List.of(name(random), name(random))));
    }
    assertThat(throughShell(all.stream().map(TableNames::text).toList()).map(TableNames::parse))
        .as("seed %d", SEED)
        .containsExactlyElementsOf(all);
  }

  @Test
  void everyCharacterComesThroughTheShellBeforeAndBehindEveryOther() throws IOException {
    List<String> words = new ArrayList<>();
    for (char first : ODD.toCharArray()) {
      words.add(String.valueOf(first));
      for (char second : ODD.toCharArray()) {
        words.add("" + first + second);
        words.add("a" + first + second + "b");
      }
    }
    assertThat(throughShell(words)).containsExactlyElementsOf(words);
  }

  /** A real one, as when someone copies the command from a message. */
  private static Stream<String> throughShell(List<String> words) throws IOException {
    StringBuilder script = new StringBuilder("printf '%s\\0'");
    words.forEach(word -> script.append(' ').append(ShellWord.quoted(word)));
    Process shell = new ProcessBuilder("sh", "-c", script.toString()).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(output.split("\0", 0));
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      name.append(ODD.charAt(random.nextInt(ODD.length())));
    }
    return name.toString();
  }
}
