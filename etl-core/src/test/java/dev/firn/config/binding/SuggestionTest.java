package dev.firn.config.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  @ParameterizedTest(name = "{0} to {1} takes {2}")
  @CsvSource({
    "host, host, 0",
    "hots, host, 1",
    "hst, host, 1",
    "hosst, host, 1",
    "post, host, 1",
    "paralel_tables, parallel_tables, 1",
    "'', host, 4",
    "ca, abc, 3"
  })
  void countsInsertedLeftOutReplacedAndSwappedLetters(String left, String right, int distance) {
    assertThat(Suggestion.distance(left, right)).isEqualTo(distance);
    assertThat(Suggestion.distance(right, left)).isEqualTo(distance);
  }

  @Test
  void takesTheNearestName() {
    assertThat(Suggestion.find("parallel_table", List.of("parallel_workers", "parallel_tables")))
        .contains("parallel_tables");
  }

  @Test
  void allowsAThirdOfTheLettersToDiffer() {
    assertThat(Suggestion.find("abcdef", List.of("abcdXY"))).contains("abcdXY");
    assertThat(Suggestion.find("abcdef", List.of("abcXYZ"))).isEmpty();
    assertThat(Suggestion.find("ab", List.of("aX"))).contains("aX");
    assertThat(Suggestion.find("ab", List.of("XY"))).isEmpty();
  }

  @Test
  void ignoresCaseInEveryLocale() {
    assertThat(Suggestion.find("IIII", List.of("iiii"))).contains("iiii");
  }
}
