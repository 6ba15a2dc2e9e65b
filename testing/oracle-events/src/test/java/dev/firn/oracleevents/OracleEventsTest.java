package dev.firn.oracleevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.localstack.LocalStack;
import dev.firn.oracleevents.OracleEvents.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OracleEventsTest {

  private static final OracleEvents EVENTS = new OracleEvents();

  /** The lines of the file that the decoding is tested with. */
  static Stream<List<String>> lines() throws IOException {
    try (var file =
        Objects.requireNonNull(LocalStack.class.getResourceAsStream("oracle-events.txt"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split(" \\|\\| ", -1)).map(String::strip).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void debeziumSendsWhatTheFileSays(List<String> line) {
    assertThat(EVENTS.of(line.get(0), line.get(1))).isEqualTo(new Value(line.get(2), line.get(3)));
  }
}
