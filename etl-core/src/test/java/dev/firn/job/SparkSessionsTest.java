package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.files.Directory;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSessionsTest {

  @TempDir Path home;

  private SparkConf complete(SparkConf given) {
    return SparkSessions.complete(given, "test", "lake", Directory.at(home));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://head:7077", "yarn", "k8s://https://head:6443"})
  void aCatalogIsNotEmbeddedWhereExecutorsHaveOtherDisks(String master) {
    SparkConf cluster = new SparkConf(false).set("spark.master", master);
    assertThatThrownBy(() -> complete(cluster))
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG))
        .hasMessageContaining("spark.sql.catalog.lake is not set, and with master " + master);
    assertThat(home).isEmptyDirectory();
    cluster.set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    assertThat(complete(cluster).contains("spark.sql.catalog.lake.uri")).isFalse();
  }

  @Test
  void aSparkThatDoesNotComeUpIsNoBug() {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://head:7077");
    Exception failure = new FileNotFoundException("No such file or directory: s3a://lake/events");
    assertThat(SparkSessions.notStarted(conf, failure))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContainingAll("spark://head:7077", "s3a://lake/events", "spark-defaults.conf");
    Exception missing = new ClassNotFoundException("org.apache.iceberg.spark.SparkCatalog");
    assertThat(SparkSessions.notStarted(conf, missing)).hasCause(missing);
  }

  @Test
  void aCatalogIsEmbeddedWhereThereIsOneDisk() {
    assertThat(complete(new SparkConf(false)).get("spark.sql.catalog.lake.uri"))
        .startsWith("jdbc:sqlite:" + home);
    assertThat(complete(new SparkConf(false).set("spark.master", "local[2]")).get("spark.master"))
        .isEqualTo("local[2]");
  }
}
