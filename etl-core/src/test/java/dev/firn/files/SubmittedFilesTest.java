package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedFilesTest {

  @TempDir Path path;

  private static Optional<FileSet> find(Map<String, String> settings) {
    return SubmittedFiles.findWith("sources.yaml", key -> settings.getOrDefault(key, ""));
  }

  private static String read(FileSet files, String name) throws IOException {
    try (InputStream in = files.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.files", "spark.yarn.dist.files"})
  void inClientModeTheyAreWhereTheySay(String key) throws IOException {
    Path mine = Files.writeString(path.resolve("mine.yaml"), "sources:");
    Path secret = Files.writeString(path.resolve("password"), "geheim");
    FileSet files = find(Map.of(key, mine.toUri() + "#sources.yaml,file:" + secret)).orElseThrow();
    assertThat(read(files, "sources.yaml")).isEqualTo("sources:");
    assertThat(read(files, "password")).isEqualTo("geheim");
    assertThat(read(files, secret.toString())).isEqualTo("geheim");
    assertThat(files.has("kafka_clusters.yaml")).isFalse();
    assertThatThrownBy(() -> files.open("kafka_clusters.yaml"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(".yaml");
    assertThatThrownBy(() -> files.open("mine.yaml"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(".yaml");
  }

  /** A file of the same name at the place that was submitted would be another machine's. */
  @Test
  void onYarnTheDriverOfTheClusterHasThemInItsWorkingDirectory() throws IOException {
    Path submitted = Files.writeString(path.resolve("sources.yaml"), "of another machine");
    FileSet files =
        find(Map.of(
                "spark.submit.deployMode",
                "cluster",
                "spark.files",
                submitted.toUri().toString(),
                "spark.yarn.dist.files",
                submitted.toUri().toString()))
            .orElseThrow();
    Path copied = Path.of("sources.yaml").toAbsolutePath();
    try {
      Files.writeString(copied, "sources:");
      assertThat(read(files, "sources.yaml")).isEqualTo("sources:");
    } finally {
      Files.deleteIfExists(copied);
    }
  }

  @Test
  void othersAreNoConfiguration() {
    assertThat(find(Map.of("spark.files", "/etc/log4j2.properties, "))).isEmpty();
    assertThat(find(Map.of())).isEmpty();
  }
}
