package dev.firn.job;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.error.Failures;
import dev.firn.error.UnavailableException;
import dev.firn.files.Directory;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Spark with what the jobs need; whatever the user has set stays as it is. */
public final class SparkSessions {

  private static final Logger LOG = LoggerFactory.getLogger(SparkSessions.class);
  private static final String LAKEHOUSE = "lakehouse";
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String ICEBERG_EXTENSIONS =
      "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";

  private SparkSessions() {}

  /**
   * Starts a session in which the catalog can be used.
   *
   * @param catalog the Iceberg catalog; if Spark's configuration does not define it, it becomes a
   *     JDBC catalog on an SQLite file
   * @param home where the embedded catalog and its warehouse live
   * @throws ConfigException if it is not defined and executors run on other machines, where what
   *     they write into files of theirs would be lost
   * @throws UnavailableException if Spark does not come up
   */
  public static SparkSession start(String name, String catalog, Directory home) {
    SparkConf conf = complete(new SparkConf(), name, catalog, home);
    findEmbedded(conf, catalog).ifPresent(file -> makePlace(home, file));
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      // Checked ones too, which Scala does not declare.
      throw notStarted(conf, e);
    }
  }

  /** Jars that are missing have a sentence of their own. */
  static RuntimeException notStarted(SparkConf conf, Exception failure) {
    return DriverJvm.findMissingClass(failure).isPresent()
        ? Failures.unchecked(failure)
        : CoreErrors.sparkCannotStart(conf.get("spark.master"), failure);
  }

  /**
   * What Spark would be told.
   *
   * @param conf what the user has set
   */
  public static SparkConf complete(SparkConf conf, String name, String catalog, Directory home) {
    addExtension(conf);
    conf.setIfMissing("spark.master", "local[*]");
    boolean isLocal = conf.get("spark.master").startsWith("local");
    if (!conf.contains("spark.sql.catalog." + catalog)) {
      if (!isLocal) {
        throw CoreErrors.catalogCannotBeEmbedded(catalog, conf.get("spark.master"));
      }
      Path path =
          home.findPath()
              .orElseThrow(() -> CoreErrors.catalogCannotBeEmbeddedIn(catalog, home.toString()));
      embed(conf, catalog, path.resolve(LAKEHOUSE));
    }
    // A cached table would hide what other sessions and processes have committed.
    conf.setIfMissing("spark.sql.catalog." + catalog + ".cache-enabled", "false");
    conf.setIfMissing("spark.app.name", name);
    if (isLocal) {
      // Spark's default of 200 is made for clusters; here it is 200 tiny tasks for every small
      // table.
      int partitions = 2 * Runtime.getRuntime().availableProcessors();
      conf.setIfMissing("spark.sql.shuffle.partitions", Integer.toString(partitions));
      conf.setIfMissing("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
      conf.setIfMissing(
          "spark.hadoop.fs.AbstractFileSystem.file.impl", LocalFileContext.class.getName());
    }
    // One for each topic, or a source with many tables connects to Kafka anew in every batch.
    conf.setIfMissing("spark.kafka.consumer.cache.capacity", "1000");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing(
        "spark.redaction.regex", "(?i)secret|password|passwd|pwd|token|credential|key");
    conf.set("spark.sql.session.timeZone", "UTC");
    // Text from the source, such as a column default, must never be taken for a variable.
    conf.set("spark.sql.variable.substitute", "false");
    // Values of java.time, which do not depend on the zone of this JVM.
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    return conf;
  }

  private static void addExtension(SparkConf conf) {
    String present = conf.get(EXTENSIONS, "");
    if (!present.contains(ICEBERG_EXTENSIONS)) {
      conf.set(
          EXTENSIONS, present.isEmpty() ? ICEBERG_EXTENSIONS : present + "," + ICEBERG_EXTENSIONS);
    }
  }

  /** The embedded catalog finds its directory, or it does not work. */
  private static void makePlace(Directory home, Path file) {
    home.findPath()
        .map(path -> path.resolve(LAKEHOUSE))
        .filter(file::startsWith)
        .map(Path::toFile)
        .filter(lakehouse -> !lakehouse.isDirectory() && !lakehouse.mkdirs())
        .ifPresent(lakehouse -> LOG.warn("Cannot create {}", lakehouse));
  }

  /** The file of the embedded catalog; empty if another one is configured. */
  public static Optional<Path> findEmbedded(SparkConf conf, String catalog) {
    return Optional.ofNullable(conf.get("spark.sql.catalog." + catalog + ".uri", null))
        .filter(uri -> uri.startsWith(SQLITE))
        .map(uri -> Path.of(uri.substring(SQLITE.length())));
  }

  private static void embed(SparkConf conf, String catalog, Path lakehouse) {
    String prefix = "spark.sql.catalog." + catalog;
    conf.set(prefix, "org.apache.iceberg.spark.SparkCatalog");
    conf.set(prefix + ".type", "jdbc");
    conf.set(prefix + ".uri", SQLITE + lakehouse.resolve("catalog.db"));
    conf.set(prefix + ".jdbc.schema-version", "V1");
    conf.set(prefix + ".jdbc.busy_timeout", "30000");
    // Not as a URI: Hadoop would take the %20 of a blank literally.
    conf.set(prefix + ".warehouse", "file:" + lakehouse.resolve("warehouse"));
    LOG.info("Catalog {} is embedded in {}", catalog, lakehouse);
  }
}
