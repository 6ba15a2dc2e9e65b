package dev.firn.check.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack;
import dev.firn.program.Options;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code scripts/check ddl}: a few tables of each kind. */
@Order(4)
class DdlIT {

  @TempDir Path directory;

  @Test
  void everyTableEqualsItsSourceOrSaysTrulyWhyNot() throws Exception {
    Options options =
        new Options(Map.of("histories", "12", "rounds", "1", "steps", "2", "seed", "20261129"));
    String name = "ddl_" + Long.toString(System.nanoTime(), 36);
    assertThat(new DdlCheck(options).run(SharedStack.STACK, directory.resolve("home"), name))
        .isTrue();
  }
}
