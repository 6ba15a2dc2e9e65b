package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {

  private static final String FILE = "docs/CONFIGURATION.md";

  @Test
  void equalsTheOptions() throws IOException {
    String expected = new ConfigurationDoc().text();
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(FILE), expected);
    }

    assertThat(Repository.text(FILE))
        .as(
            "%s differs from the options. Regenerate it with \"%s\"",
            FILE, ConfigurationDoc.REGENERATE)
        .isEqualTo(expected);
  }
}
