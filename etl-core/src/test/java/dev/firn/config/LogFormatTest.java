package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogFormatTest {

  @Test
  void isTextUnlessTheEnvironmentSaysOtherwise() {
    assertThat(LogFormat.find(Map.of())).isEqualTo(LogFormat.TEXT);
    assertThat(LogFormat.find(Map.of("FIRN_LOG_FORMAT", ""))).isEqualTo(LogFormat.TEXT);
    assertThat(LogFormat.find(Map.of("FIRN_LOG_FORMAT", "json"))).isEqualTo(LogFormat.JSON);
    assertThatThrownBy(() -> LogFormat.find(Map.of("FIRN_LOG_FORMAT", "xml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "FIRN-1019 Cannot log as \"xml\": FIRN_LOG_FORMAT knows text and json. Set one of them,"
                + " or unset it.");
  }
}
