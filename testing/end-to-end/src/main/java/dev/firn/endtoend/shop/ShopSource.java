package dev.firn.endtoend.shop;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.compare.SourceReader;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.compare.TableContents;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A shop as a source of Firn: its config and its lakehouse in one directory, and its jobs. */
public final class ShopSource {
  public static final String NAMESPACE = "bronze.shop";
  public static final String PASSWORD_VARIABLE = "POSTGRES_PASSWORD";
  private static final String OPTIONS = "FIRN_SPARK_OPTS";

  private final FirnInstallation firn;
  private final String name;
  private final Path home;
  private final Database database;
  private final Map<String, String> environment = new TreeMap<>();
  private Listener listener = Listener.NONE;
  private Supplier<LakeReader> lake;
  private String namespace = NAMESPACE;

  private ShopSource(FirnInstallation firn, String name, Path home, Database database) {
    this.firn = firn;
    this.name = name;
    this.home = home;
    this.database = database;
    this.lake = () -> new LakeReader(home, namespace);
    environment.put("FIRN_HOME", home.toString());
    environment.put(PASSWORD_VARIABLE, database.password());
  }

  /**
   * Writes the config files.
   *
   * @param name must be the source's own among all of the database server and of Kafka
   */
  public static ShopSource create(
      FirnInstallation firn, String name, Path home, Database database, String bootstrapServers)
      throws IOException {
    ShopSource source = new ShopSource(firn, name, home, database);
    Files.createDirectories(home.resolve("config"));
    source.writeSources("");
    source.writeKafkaClusters(bootstrapServers);
    return source;
  }

  /**
   * Replaces {@code sources.yaml}.
   *
   * @param more lines that the source gets in addition
   */
  public void writeSources(String more) throws IOException {
    Files.writeString(
        home.resolve("config/sources.yaml"),
        """
        sources:
          %1$s:
            database_type: postgresql
            kafka_topic_prefix: firn.%1$s
            iceberg_namespace: %2$s

            database_connection:
              host: %3$s
              port: %4$d
              database: %5$s
              username: %6$s
              password: ${%7$s}
              schema: %8$s
        %9$s"""
            .formatted(
                name,
                namespace,
                database.host(),
                database.port(),
                database.name(),
                database.username(),
                PASSWORD_VARIABLE,
                Shop.SCHEMA,
                more));
  }

  /** Replaces {@code kafka_clusters.yaml}. */
  public void writeKafkaClusters(String bootstrapServers) throws IOException {
    Files.writeString(
        home.resolve("config/kafka_clusters.yaml"),
        """
        kafka_clusters:
          primary:
            bootstrap_servers: %s
            consumer_group_prefix: etl-cdc
            auto_offset_reset: earliest
        """
            .formatted(bootstrapServers));
  }

  /** Its tables are in another namespace than those of other sources; before {@link #in}. */
  public ShopSource into(String other) throws IOException {
    namespace = other;
    writeSources("");
    return this;
  }

  /** Passes on what the next jobs print and log. */
  public ShopSource tell(Listener other) {
    listener = other;
    return this;
  }

  /** The tables are there, and not in the embedded lakehouse. */
  public ShopSource in(Lakehouse other) {
    lake = () -> readerOf(other);
    String given = Objects.requireNonNullElse(environment.remove(OPTIONS), "");
    String options = given + " " + other.sparkOptions();
    environment.putAll(other.environment());
    environment.merge(OPTIONS, options, (of, all) -> all + " " + of);
    return this;
  }

  /** Only one for all reads, and none where nobody reads. */
  private LakeReader readerOf(Lakehouse other) {
    LakeReader reader = new LakeReader(other, namespace);
    lake = () -> reader;
    return reader;
  }

  /** Sets an environment variable of the jobs. */
  public ShopSource with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Takes an environment variable away from the jobs. */
  public ShopSource without(String variable) {
    environment.remove(variable);
    return this;
  }

  public String name() {
    return name;
  }

  /** The same files under a name that they do not know. */
  public ShopSource named(String other) {
    ShopSource named = new ShopSource(firn, other, home, database);
    named.environment.putAll(environment);
    named.lake = lake;
    named.namespace = namespace;
    return named;
  }

  /** What the jobs see beside the environment of this JVM. */
  public Map<String, String> environment() {
    return environment;
  }

  public Path home() {
    return home;
  }

  /** The connector that the bulk load wrote. */
  public Path connectorFile() {
    return home.resolve("config/debezium_%s_cdc.json".formatted(name));
  }

  public String connectorName() {
    return name + "-cdc";
  }

  public FirnProcess start(String command, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command, "--source", name));
    arguments.addAll(List.of(options));
    return FirnProcess.start(firn, environment, listener, arguments.toArray(String[]::new));
  }

  /** Runs a command that a job has printed, as it is. */
  public FirnProcess startAsPrinted(String command) throws IOException {
    return FirnProcess.start(firn.shell(command), environment, listener);
  }

  /** Reads its tables without Spark and Firn. */
  public LakeReader lake() {
    return lake.get();
  }

  public Map<String, Long> eventsApplied() throws IOException {
    return lake().eventsApplied();
  }

  /** Changes whenever something is committed to a table of the shop. */
  public String lakeState() {
    return lake().state(Shop.TABLES);
  }

  /** Compares the contents of every table, by JDBC and Iceberg's reader. */
  public List<TableComparison> compare() throws SQLException, IOException {
    return compare(Shop.TABLES);
  }

  public List<TableComparison> compare(List<String> tables) throws SQLException, IOException {
    SourceReader source = new SourceReader(database, Shop.SCHEMA);
    LakeReader reader = lake();
    List<TableComparison> comparisons = new ArrayList<>();
    for (String table : tables) {
      TableContents sourceRows = source.read(table);
      comparisons.add(
          reader.hasTable(table)
              ? TableComparison.of(table, sourceRows, reader.read(table, source.keyColumns(table)))
              : TableComparison.missing(table, sourceRows));
    }
    return comparisons;
  }
}
