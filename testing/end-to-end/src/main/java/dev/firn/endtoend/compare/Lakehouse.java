package dev.firn.endtoend.compare;

import dev.firn.localstack.HiveMetastore;
import dev.firn.localstack.ObjectStore;
import dev.firn.localstack.RestCatalog;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.FileIO;

/**
 * Where the tables of a lake are, and what reaches them.
 *
 * @param catalog what a catalog of Iceberg is told
 * @param secrets what this JVM tells it in addition, and the jobs find in their environment
 * @param environment of the jobs
 */
public record Lakehouse(
    Map<String, String> catalog, Map<String, String> secrets, Map<String, String> environment) {

  /** The one that Firn makes by itself where nothing is configured. */
  public static Lakehouse embedded(Path firnHome) {
    Path lakehouse = firnHome.resolve("lakehouse");
    Map<String, String> catalog = sqlite(lakehouse.resolve("catalog.db"));
    catalog.put("warehouse", "file:" + lakehouse.resolve("warehouse"));
    return new Lakehouse(catalog, Map.of(), Map.of());
  }

  /** Files of this machine are all there is of it, so it has one writer at a time. */
  public static Lakehouse hadoop(Path warehouse) {
    return new Lakehouse(
        Map.of("type", "hadoop", "warehouse", "file:" + warehouse), Map.of(), Map.of());
  }

  /** Tables in files of this machine, known to a Hive metastore. */
  public static Lakehouse hive(HiveMetastore metastore, Path warehouse) {
    return new Lakehouse(
        Map.of("type", "hive", "uri", metastore.url().toString(), "warehouse", "file:" + warehouse),
        Map.of(),
        Map.of("FIRN_LIBS", "hive"));
  }

  /** Tables in an S3 store, known to a database. */
  public static Lakehouse jdbc(Path database, ObjectStore store) {
    return in(store, sqlite(database));
  }

  /** Tables in an S3 store, known to a REST catalog. */
  public static Lakehouse rest(RestCatalog catalog, ObjectStore store) {
    return in(store, Map.of("type", "rest", "uri", catalog.url().toString()));
  }

  private static Map<String, String> sqlite(Path database) {
    return new HashMap<>(
        Map.of(
            "type", "jdbc",
            "uri", "jdbc:sqlite:" + database,
            "jdbc.schema-version", "V1",
            "jdbc.busy_timeout", "30000"));
  }

  private static Lakehouse in(ObjectStore store, Map<String, String> known) {
    URI endpoint = store.endpoint();
    Map<String, String> catalog = new TreeMap<>(known);
    catalog.put("warehouse", "s3://" + ObjectStore.BUCKET + "/warehouse");
    catalog.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    catalog.put("s3.endpoint", endpoint.toString());
    catalog.put("s3.path-style-access", "true");
    catalog.put("client.region", ObjectStore.REGION);
    return new Lakehouse(
        catalog,
        Map.of("s3.access-key-id", store.accessKey(), "s3.secret-access-key", store.secretKey()),
        Map.of(
            "FIRN_LIBS", "s3",
            "AWS_ACCESS_KEY_ID", store.accessKey(),
            "AWS_SECRET_ACCESS_KEY", store.secretKey()));
  }

  /** The same, where jobs also reach the store as a file system of Hadoop, {@code s3a://}. */
  public Lakehouse withFileSystem(ObjectStore store) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("FIRN_LIBS", "s3,s3a");
    all.put(
        "FIRN_SPARK_OPTS",
        "--conf spark.hadoop.fs.s3a.path.style.access=true"
            + (" --conf spark.hadoop.fs.s3a.endpoint=" + store.endpoint())
            + (" --conf spark.hadoop.fs.s3a.endpoint.region=" + ObjectStore.REGION));
    return new Lakehouse(catalog, secrets, all);
  }

  /** How spark-submit is told of it, with settings separated by blanks. */
  public String sparkOptions() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("", "=org.apache.iceberg.spark.SparkCatalog");
    catalog.forEach((name, value) -> settings.put("." + name, "=" + value));
    return settings.entrySet().stream()
        .map(setting -> "--conf spark.sql.catalog.local" + setting.getKey() + setting.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The same, but the jobs are told what is secret with the rest instead of by environment. */
  public Lakehouse withSecretsInSettings() {
    Map<String, String> all = new TreeMap<>(catalog);
    all.putAll(secrets);
    Map<String, String> others = new TreeMap<>(environment);
    others.keySet().removeIf(variable -> variable.startsWith("AWS_"));
    return new Lakehouse(all, Map.of(), others);
  }

  public Catalog open() {
    return CatalogUtil.buildIcebergCatalog("local", all(), new Configuration());
  }

  /** The store of its tables, if it names what reads that. */
  public FileIO files() {
    Map<String, String> properties = all();
    return CatalogUtil.loadFileIO(properties.get("io-impl"), properties, new Configuration());
  }

  private Map<String, String> all() {
    Map<String, String> properties = new HashMap<>(catalog);
    properties.putAll(secrets);
    return properties;
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return catalog.keySet().toString();
  }
}
