package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {

  /** Of Hadoop's, and with what nobody has jars for. */
  private static final String FOUND = "spark.hadoop.fs.kept.impl";

  /** Files of this machine under another scheme. */
  public static final class KeptFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("kept:///");
    }
  }

  @TempDir Path path;

  @BeforeEach
  void thereIsAStore() {
    System.setProperty(FOUND, KeptFiles.class.getName());
    System.setProperty("spark.hadoop.fs.lost.impl", "org.example.NoSuchFiles");
  }

  @AfterEach
  void thereIsNone() {
    System.clearProperty(FOUND);
    System.clearProperty("spark.hadoop.fs.lost.impl");
  }

  private static String read(FileSet files, String name) throws IOException {
    try (InputStream in = files.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest(name = "{0} is on this machine: {1}")
  @CsvSource({
    "/etc/firn, true",
    "etc, true",
    "file:/etc/firn, true",
    "file:///etc/firn, true",
    "s3a://lake/firn, false",
    "hdfs:///firn, false"
  })
  void aUriIsElsewhereUnlessItNamesAFile(String location, boolean isHere) {
    assertThat(Directory.of(location).findPath().isPresent()).isEqualTo(isHere);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file://"})
  void whatIsWrittenIsReadAndReplacedAsAWhole(String scheme) throws IOException {
    Directory directory = Directory.of(scheme + path + "/a b").below("config");
    directory.requireWritable();
    assertThat(directory.has("x.json")).isFalse();
    directory.write("x.json", "long first text");
    directory.write("x.json", "ö");
    assertThat(read(directory, "x.json")).isEqualTo("ö");
    assertThat(directory.has("x.json")).isTrue();
    assertThat(path.resolve("a b/config"))
        .isDirectoryContaining("glob:**x.json")
        .isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aStoreIsReadByHadoop() throws IOException {
    Files.writeString(path.resolve("sources.yaml"), "sources:");
    Directory store = new StoreDirectory("kept:" + path);
    assertThat(store.has("sources.yaml")).isTrue();
    assertThat(read(store, "sources.yaml")).isEqualTo("sources:");
    assertThat(read(Directory.at(Path.of("/")), "kept:" + path + "/sources.yaml"))
        .isEqualTo("sources:");
    assertThat(store.locate("sources.yaml")).isEqualTo("kept:" + path + "/sources.yaml");
    store.requireWritable();
    assertThat(path).isDirectoryNotContaining("glob:**.firn*");
    assertThatThrownBy(() -> store.open("clusters.yaml"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageEndingWith("/clusters.yaml");
  }

  @Test
  void filesThatSayWhereTheyAreAreReadFromThere() throws IOException {
    Path secret = Files.writeString(path.resolve("password"), "geheim");
    assertThat(read(new StoreDirectory("s3a://lake/config"), secret.toString()))
        .isEqualTo("geheim");
    assertThat(read(new StoreDirectory("s3a://lake/config"), secret.toUri().toString()))
        .isEqualTo("geheim");
  }

  @Test
  void aStoreWithoutJarsIsAMatterOfTheClassPath() {
    assertThatThrownBy(() -> new StoreDirectory("lost://lake/x").has("sources.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot reach lost://lake/x/sources.yaml: the driver has no jar");
    assertThatThrownBy(() -> new StoreDirectory("nobody://lake/x").open("sources.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("No FileSystem for scheme \"nobody\"");
  }

  @Test
  void aStoreThatGivesNoAnswerMayDoSoLater() {
    // Nobody listens on port 1.
    assertThatThrownBy(() -> new StoreDirectory("hdfs://127.0.0.1:1/firn").open("sources.yaml"))
        .isInstanceOfSatisfying(
            UnavailableException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessageContaining("Cannot read hdfs://127.0.0.1:1/firn/sources.yaml: ");
  }
}
