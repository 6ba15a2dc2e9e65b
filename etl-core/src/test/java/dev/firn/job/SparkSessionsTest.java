package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.files.Directory;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.regex.Pattern;
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

  /** As Spark does it: what a name or a value has in it hides the value. */
  private static boolean isHidden(SparkConf conf, String setting) {
    Pattern hidden = Pattern.compile(conf.get("spark.redaction.regex"));
    String[] parts = setting.split("=", 2);
    return hidden.matcher(parts[0]).find() || hidden.matcher(parts[1]).find();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.catalog.lake.credential=id:c4n4ry",
        "spark.sql.catalog.lake.token=c4n4ry",
        "spark.sql.catalog.lake.header.Authorization=Bearer c4n4ry",
        "spark.sql.catalog.lake.uri=jdbc:postgresql://h/c?user=u&password=c4n4ry",
        "spark.sql.catalog.lake.uri=jdbc:postgresql://u:c4n4ry@h/c",
        "spark.my.url=jdbc:oracle:thin:scott/c4n4ry@h:1521/CRM",
        "spark.my.ORACLE_PWD=c4n4ry",
        "spark.hadoop.fs.s3a.secret.key=c4n4ry",
        "spark.kafka.sasl.jaas.config=c4n4ry",
        "spark.ssl.keyStorePassword=c4n4ry"
      })
  void pagesAndEventsOfSparkHideSecrets(String setting) {
    assertThat(isHidden(complete(new SparkConf(false)), setting)).isTrue();
  }

  @Test
  void whatTheUserHidesStaysHidden() {
    SparkConf conf = complete(new SparkConf(false).set("spark.redaction.regex", "colou?r"));
    assertThat(isHidden(conf, "spark.my.color=red")).isTrue();
    assertThat(isHidden(conf, "spark.my.password=c4n4ry")).isTrue();
    assertThat(isHidden(conf, "spark.master=local[2]")).isFalse();
    assertThat(isHidden(conf, "spark.sql.catalog.lake.uri=http://catalog:8181/api")).isFalse();
    String once = conf.get("spark.redaction.regex");
    assertThat(complete(conf).get("spark.redaction.regex")).isEqualTo(once);
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
