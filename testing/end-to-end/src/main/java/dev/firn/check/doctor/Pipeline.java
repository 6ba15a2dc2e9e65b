package dev.firn.check.doctor;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.shop.Shop;
import dev.firn.localstack.KafkaTools;
import dev.firn.localstack.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A small pipeline on real parts that things go wrong in, and its doctor. */
final class Pipeline implements Hands, AutoCloseable {

  static final String NAME = "doctored";
  static final String CONNECTOR = NAME + "-cdc";
  static final String SLOT = "firn_" + NAME;
  static final List<String> TABLES = List.of("customers", "docs", "events", "items", "orders");
  static final String TOPIC = "firn." + NAME + "." + Shop.SCHEMA + ".";

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);

  /** The connector finds it in the worker's environment under the name that the source uses. */
  private static final String PASSWORD = "postgres";

  private final LocalStack stack;
  private final Database server;
  private final Path home;
  private final KafkaTools tools;
  private final FirnInstallation firn = FirnInstallation.current();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Connection> open = new ArrayList<>();

  private Pipeline(LocalStack stack, Path directory) throws IOException {
    this.stack = stack;
    this.server = Database.of(stack.postgres());
    this.home = Files.createDirectories(directory.resolve("home"));
    this.tools = new KafkaTools(stack.kafka(), Files.createDirectories(directory.resolve("bin")));
    environment.put("FIRN_HOME", home.toString());
    environment.put("POSTGRES_PASSWORD", PASSWORD);
    environment.put("FIRN_MASTER", "local[2]");
    environment.put("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    environment.put(
        "PATH",
        firn.repository().resolve("scripts")
            + ":"
            + directory.resolve("bin").toAbsolutePath()
            + ":"
            + System.getenv("PATH"));
  }

  /** One of which nothing was loaded; its PostgreSQL is as whoever installs one finds it. */
  static Pipeline create(Path directory) throws Exception {
    LocalStack stack = LocalStack.in(directory.resolve("services")).postgresAsInstalled().start();
    Pipeline pipeline = new Pipeline(stack, directory);
    pipeline.sql(
        "CREATE ROLE etl LOGIN PASSWORD '" + PASSWORD + "'",
        "CREATE SCHEMA " + Shop.SCHEMA,
        "GRANT CREATE ON SCHEMA shop TO etl",
        "GRANT pg_read_all_stats TO etl",
        "CREATE TABLE shop.customers (id int PRIMARY KEY, name text, at timestamptz DEFAULT now())",
        "CREATE TABLE shop.orders (id int PRIMARY KEY, note text, amount numeric(10, 2))",
        "CREATE TABLE shop.docs (id int PRIMARY KEY, body text NOT NULL UNIQUE)",
        "CREATE TABLE shop.events (id int, what text)",
        "CREATE TABLE shop.items (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE shop.items_a PARTITION OF shop.items FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE shop.items_b PARTITION OF shop.items FOR VALUES FROM (100) TO (200)");
    for (String table : List.of("customers", "orders", "docs", "events", "items")) {
      pipeline.sql("ALTER TABLE shop." + table + " OWNER TO etl");
    }
    pipeline.sql(
        "ALTER TABLE shop.items_a OWNER TO etl",
        "ALTER TABLE shop.items_b OWNER TO etl",
        "ALTER TABLE shop.events REPLICA IDENTITY FULL",
        "INSERT INTO shop.customers (id, name) SELECT g, 'c' || g FROM generate_series(1, 100) g",
        "INSERT INTO shop.orders SELECT g, 'o' || g, g FROM generate_series(1, 100) g",
        "INSERT INTO shop.docs SELECT g, 'd' || g FROM generate_series(1, 100) g",
        "INSERT INTO shop.events SELECT g, 'e' || g FROM generate_series(1, 100) g",
        "INSERT INTO shop.items SELECT g, g FROM generate_series(1, 150) g");
    pipeline.configure();
    return pipeline;
  }

  private void configure() throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          %s:
            database_type: postgresql
            kafka_topic_prefix: firn.%s
            iceberg_namespace: bronze.shop
            database_connection:
              host: %s
              port: %d
              database: %s
              username: etl
              password: ${POSTGRES_PASSWORD}
              schema: shop
        """
            .formatted(NAME, NAME, server.host(), server.port(), server.name()));
    Files.writeString(
        config.resolve("kafka_clusters.yaml"),
        """
        kafka_clusters:
          primary:
            bootstrap_servers: %s
            connect_url: %s
        """
            .formatted(stack.kafka().bootstrapServers(), stack.connect().url()));
  }

  LocalStack stack() {
    return stack;
  }

  KafkaTools kafka() {
    return tools;
  }

  /** An event that changes nothing, as if it had been sent some time ago. */
  void sendTombstone(String topic, Duration ago) throws Exception {
    byte[] key = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long at = Instant.now().minus(ago).toEpochMilli();
      producer.send(new ProducerRecord<>(topic, 0, at, key, null, List.of())).get();
    }
  }

  /** Statements of who may do all, each in its own transaction. */
  @Override
  public void sql(String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Begins a transaction that writes, and leaves it open. */
  void leaveOpen(String sql) throws SQLException {
    Connection connection = server.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    open.add(connection);
  }

  @Override
  public void restartServer() {
    stack.postgres().stop();
    stack.postgres().start();
  }

  /** A setting of the server, with which it is started again. */
  void restartWith(String... settings) throws SQLException {
    for (String setting : settings) {
      sql("ALTER SYSTEM SET " + setting);
    }
    restartServer();
  }

  /** Something of each table changes. */
  void change(int id) throws SQLException {
    sql(
        "UPDATE shop.customers SET name = name || '.' WHERE id = " + id,
        "UPDATE shop.orders SET note = note || '.' WHERE id = " + id,
        "UPDATE shop.docs SET body = body || '.' WHERE id = " + id,
        "INSERT INTO shop.events VALUES (" + id + ", 'new')",
        "UPDATE shop.items SET day = day WHERE id = " + id);
  }

  void deployConnector() {
    stack.connect().deploy(home.resolve("config/debezium_" + NAME + "_cdc.json"));
    awaitConnector();
  }

  void awaitConnector() {
    stack.connect().awaitRunning(CONNECTOR, Duration.ofMinutes(2));
  }

  /** Adds one setting to the connector's configuration, or alters it. */
  void setConnector(String setting, String value) throws Exception {
    shell(
        "curl -sSf -X PATCH -H 'Content-Type: application/json' -d '{\"%s\":\"%s\"}' %s/connectors/%s/config"
            .formatted(setting, value, stack.connect().url(), CONNECTOR));
  }

  /** Runs a command as it was printed; whatever it ends with is for the doctor to see. */
  @Override
  public String shell(String command) throws Exception {
    Path log = Files.createTempFile(home, "command", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    String said = Files.readString(log);
    Files.delete(log);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      System.out.printf(
          "%s ended with %s:%n%s%n", command, ended ? process.exitValue() : "nothing", said);
    }
    return said;
  }

  FirnProcess start(String command, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command, "--source", NAME));
    arguments.addAll(List.of(options));
    return FirnProcess.start(firn, environment, Listener.NONE, arguments.toArray(String[]::new));
  }

  FirnProcess.Result firn(String command, String... options) throws Exception {
    try (FirnProcess process = start(command, options)) {
      return process.await(MAX_WAIT);
    }
  }

  List<Finding> doctor() throws Exception {
    return Finding.parse(firn("doctor", "--json", "--wait", "30").output());
  }

  /** Loads, connects, and follows what changes then. */
  void begin() throws Exception {
    firn("bulk-load").require("the first load", 0);
    deployConnector();
    change(1);
    follow();
  }

  /** Lets the stream come to its end. */
  void follow() throws Exception {
    firn("cdc", "--until-idle", "5s").require("firn cdc", 0);
  }

  @Override
  public void stopConnector() {
    stack.connect().halt(CONNECTOR);
  }

  @Override
  public void forgetOffsets() {
    stack.connect().awaitStopped(CONNECTOR);
    stack.connect().forgetOffsets(CONNECTOR);
  }

  @Override
  public void startConnector() {
    stack.connect().resume(CONNECTOR);
  }

  /** The same connector once more, under another name and with a slot of its own. */
  void deployTwin() throws Exception {
    String file = Files.readString(home.resolve("config/debezium_" + NAME + "_cdc.json"));
    Path twin = home.resolve("twin.json");
    Files.writeString(
        twin,
        file.replace("\"" + CONNECTOR + "\"", "\"doctored-again\"")
            .replace("\"config\"", "\"initial_state\": \"STOPPED\", \"config\""));
    stack.connect().deploy(twin);
  }

  /** Ends a load once it holds the source, as {@code kill -9} does. */
  void killLoad() throws Exception {
    try (FirnProcess load = start("bulk-load", "--no-resume")) {
      while (load.isRunning() && !load.log().contains("Using slot")) {
        Thread.sleep(20);
      }
      load.kill();
    }
  }

  /** Drops the slot as soon as nobody reads it. */
  void dropSlot() throws Exception {
    sql(
        """
        DO $$ BEGIN
          FOR i IN 1..600 LOOP
            EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = '%1$s' AND active);
            PERFORM pg_sleep(0.1);
          END LOOP;
          PERFORM pg_drop_replication_slot('%1$s');
        END $$
        """
            .formatted(SLOT));
  }

  /** Runs a statement as the jobs' Spark would. */
  @Override
  public void spark(String statement) throws Exception {
    Path built = firn.repository().resolve("deploy/target/firn");
    shell(
        "%s/bin/spark-submit --master 'local[1]' --driver-class-path '%s/lib/*' --conf spark.ui.enabled=false"
                .formatted(firn.spark(), built)
            + " --conf spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions "
            + Lakehouse.embedded(home).sparkOptions()
            + " --class "
            + SparkStatement.class.getName()
            + " "
            + firn.repository().resolve("testing/end-to-end/target/end-to-end-0.1.0-SNAPSHOT.jar")
            + " \""
            + statement.replace("`", "\\`")
            + "\"");
  }

  /** Waits until Kafka has what was changed. */
  void awaitTopics() throws InterruptedException {
    Thread.sleep(5_000);
  }

  /** The catalog of the lake, past Firn. */
  Catalog catalog() {
    return Lakehouse.embedded(home).open();
  }

  static TableIdentifier identifier(String table) {
    return TableIdentifier.of(Namespace.of("bronze", "shop"), table);
  }

  Table table(String name) {
    return catalog().loadTable(identifier(name));
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public void close() {
    for (Connection connection : open) {
      try {
        connection.close();
      } catch (SQLException e) {
        continue;
      }
    }
    stack.close();
  }
}
