package dev.firn.config.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HumanDurationTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"10s, PT10S", "500ms, PT0.5S", "2m, PT2M", "1h, PT1H", "0s, PT0S"})
  void readsANumberWithItsUnit(String text, Duration duration) {
    assertThat(HumanDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest(name = "\"{0}\" is refused")
  @ValueSource(strings = {"10", "", "s", "-1s", "1.5s", "10 s", "10S", "1d", "9999999999s", "१s"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> HumanDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a duration such as 500ms, 10s, 2m or 1h, got \"" + text + "\"");
  }
}
