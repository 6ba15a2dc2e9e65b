package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenSparkConfTest {

  @TempDir Path directory;
  private Path defaults = Path.of("");

  @BeforeEach
  void writeDefaults() throws IOException {
    defaults =
        Files.writeString(
            directory.resolve("spark-defaults.conf"),
            "spark.sql.catalog.lake.type  rest  \nspark.master yarn\nother.key x\n");
  }

  @Test
  void takesWhatTheDefaultsSay() {
    SparkConf conf = GivenSparkConf.of(defaults.toString(), "");

    assertThat(conf.get("spark.sql.catalog.lake.type")).isEqualTo("rest");
    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.contains("other.key")).isFalse();
  }

  @Test
  void anOptionWinsOverTheDefaults() {
    SparkConf conf =
        GivenSparkConf.of(
            defaults.toString(),
            "--master\nlocal[2]\n--conf\nspark.sql.catalog.lake.type=hive\n"
                + "--conf=spark.sql.catalog.lake.uri=thrift://a:1/?x=y");

    assertThat(conf.get("spark.master")).isEqualTo("local[2]");
    assertThat(conf.get("spark.sql.catalog.lake.type")).isEqualTo("hive");
    assertThat(conf.get("spark.sql.catalog.lake.uri")).isEqualTo("thrift://a:1/?x=y");
  }

  @Test
  void aFileOfPropertiesStandsForTheDefaults() throws IOException {
    Path other =
        Files.writeString(directory.resolve("other.conf"), "spark.sql.catalog.lake.type=jdbc");

    SparkConf conf = GivenSparkConf.of(defaults.toString(), "--properties-file\n" + other);

    assertThat(conf.get("spark.sql.catalog.lake.type")).isEqualTo("jdbc");
    assertThat(conf.get("spark.master", "")).isNotEqualTo("yarn");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> GivenSparkConf.of("", "--properties-file\n" + directory.resolve("none.conf")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.conf");
  }
}
