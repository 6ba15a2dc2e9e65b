package dev.firn.check.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack;
import dev.firn.program.Options;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code scripts/check types}: every case, and few random rows. */
@Order(3)
class TypesIT {

  @TempDir Path directory;

  @Test
  void everyTypeShowsWhatTheSourceShows() throws Exception {
    Options options = new Options(Map.of("rows", "15", "tables", "1", "seed", "20261121"));
    String name = "types_" + Long.toString(System.nanoTime(), 36);
    assertThat(new TypeCheck(options).run(SharedStack.STACK, directory.resolve("home"), name))
        .isTrue();
  }
}
