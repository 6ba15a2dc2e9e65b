package dev.firn.job;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.error.Failures;
import dev.firn.error.Secrets;
import dev.firn.error.UnavailableException;
import dev.firn.files.Directory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** Starts Spark with what the jobs need; whatever the user has set stays as it is. */
public final class SparkSessions {

  private static final Logger LOG = LoggerFactory.getLogger(SparkSessions.class);
  private static final String LAKEHOUSE = "lakehouse";
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String ICEBERG_EXTENSIONS =
      "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";

  /** A login within an address: of Oracle's drivers, and of everybody else's. */
  private static final String LOGINS = "thin:[^/@\\s]+/[^@\\s]+@|://[^/\\s:@]+:[^/\\s@]+@";

  private static final String NAMES =
      "secret|password|passwd|pwd|token|credential|jaas|authorization";

  /** Of a setting whose value is a secret as a whole; names of files and stores are none. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(?:secret|passwd|password|pwd|token|credential|jaas|authorization|secret[.-]?key"
              + "|access-key|api-key)$");

  private static final Pattern SECRET_PART =
      Pattern.compile(
          "(?i)(?:password|passwd|pwd)\\s*=\\s*([^&;,\\s]+)|thin:[^/@\\s]+/([^@\\s]+)@"
              + "|://[^/\\s:@]+:([^/\\s@]+)@");

  /** Names of settings, or parts of their values, that pages and events of Spark must not show. */
  private static final String SECRET_SETTINGS = "(?i)" + NAMES + "|key|" + LOGINS;

  /** The same of options in a plan; what Spark itself hides there is the first. */
  private static final String SECRET_OPTIONS = "(?i)url|" + NAMES;

  /** Of a plan's text. */
  private static final String SECRET_PHRASES =
      "(?i)(?:password|passwd|pwd)\\s*=\\s*[^&;,\\s]+|" + LOGINS;

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
    return start(conf);
  }

  /**
   * Starts a session with what Spark is told.
   *
   * @throws UnavailableException if Spark does not come up
   */
  public static SparkSession start(SparkConf conf) {
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
    hideIn(conf);
    alsoHide(conf, "spark.redaction.regex", SECRET_SETTINGS);
    alsoHide(conf, "spark.sql.redaction.options.regex", SECRET_OPTIONS);
    alsoHide(conf, "spark.sql.redaction.string.regex", SECRET_PHRASES);
    conf.set("spark.sql.session.timeZone", "UTC");
    // Text from the source, such as a column default, must never be taken for a variable.
    conf.set("spark.sql.variable.substitute", "false");
    // Values of java.time, which do not depend on the zone of this JVM.
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    return conf;
  }

  /** What clients of catalogs and stores are given may come back in what they say. */
  private static void hideIn(SparkConf conf) {
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (SECRET_NAME.matcher(setting._1()).find()) {
        Secrets.hide(setting._2());
        // An id and its secret.
        Secrets.hide(setting._2().substring(setting._2().indexOf(':') + 1));
      }
      SECRET_PART.matcher(setting._2()).results().forEach(SparkSessions::hideParts);
    }
  }

  private static void hideParts(MatchResult found) {
    for (int group = 1; group <= found.groupCount(); group++) {
      if (found.group(group) != null) {
        Secrets.hide(found.group(group));
      }
    }
  }

  /**
   * What the user hides stays hidden: Spark knows one pattern, and ours would be instead of his.
   */
  private static void alsoHide(SparkConf conf, String setting, String pattern) {
    String given = conf.get(setting, "");
    if (!given.contains(pattern)) {
      conf.set(setting, given.isEmpty() ? pattern : "(?:" + given + ")|" + pattern);
    }
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
