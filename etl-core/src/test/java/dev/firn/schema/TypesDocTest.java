package dev.firn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class TypesDocTest {

  private static final String FILE = "docs/TYPES.md";

  @Test
  void equalsTheRules() throws IOException {
    String expected = new TypesDoc().text();
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(FILE), expected);
    }

    assertThat(Repository.text(FILE))
        .as("%s differs from the rules. Regenerate it with \"%s\"", FILE, TypesDoc.REGENERATE)
        .isEqualTo(expected);
  }
}
