package dev.firn.endtoend.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDirectoryTest {

  @TempDir private Path parent;

  private Path path;
  private Path sources;

  @BeforeEach
  void anEarlierDemo() throws IOException {
    path = parent.resolve("demo");
    try (DemoDirectory demo = DemoDirectory.prepare(path)) {
      sources = demo.home().resolve("config/sources.yaml");
      Files.createDirectories(sources.getParent());
      Files.writeString(sources, "sources: {}\n");
      demo.written();
      Files.writeString(sources.resolveSibling("debezium_shop_cdc.json"), "{}");
    }
  }

  @Test
  void whatAnEarlierDemoHasLeftIsRemoved() throws IOException {
    try (DemoDirectory demo = DemoDirectory.prepare(path)) {
      assertThat(demo.home()).doesNotExist();
      assertThat(demo.logs()).isEmptyDirectory();
    }
  }

  @Test
  void aDirectoryInWhichADemoRunsIsNotTaken() throws IOException {
    try (DemoDirectory running = DemoDirectory.prepare(path)) {
      Files.createDirectories(running.home());
      assertThatThrownBy(() -> DemoDirectory.prepare(path))
          .hasMessage(
              "Cannot use directory \"%s\": another demo runs in it. End that with Ctrl+C, or name another one by --directory.",
              path);
      assertThat(running.home()).exists();
    }
  }

  /** A second demo is another process, which sees only the lock that the system holds. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      try (DemoDirectory taken = DemoDirectory.prepare(Path.of(arguments[0]))) {
        System.out.println("took " + taken.path());
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void anotherProcessDoesNotTakeItEither() throws Exception {
    try (DemoDirectory running = DemoDirectory.prepare(path)) {
      Files.createDirectories(sources.getParent());
      Files.writeString(sources, "sources: {}\n");
      running.written();
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Other.class.getName(),
                  path.toString())
              .redirectErrorStream(true)
              .start();
      try (InputStream said = other.getInputStream()) {
        assertThat(new String(said.readAllBytes(), StandardCharsets.UTF_8))
            .contains("another demo runs in it");
      }
      assertThat(sources).exists();
    }
  }

  @Test
  void whatSomebodyHasWrittenIntoItsConfigurationStays() throws IOException {
    Files.writeString(sources, "sources: {mine: {}}\n");
    assertThatThrownBy(() -> DemoDirectory.prepare(path))
        .hasMessage(
            "Cannot use directory \"%s\": %s is not as the demo has written it. Move it elsewhere, or name another one by --directory.",
            path, sources);
    assertThat(sources).hasContent("sources: {mine: {}}");
  }

  @Test
  void aDirectoryOfOtherFilesIsLeftAlone() throws IOException {
    Path other = Files.createDirectory(parent.resolve("work"));
    Files.writeString(other.resolve("thesis.txt"), "x");
    assertThatThrownBy(() -> DemoDirectory.prepare(other))
        .hasMessageContaining("it holds files that are not of an earlier demo");
    assertThat(other.resolve("thesis.txt")).exists();
  }
}
