package dev.firn.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.cdc.CdcConsumerJob;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.testing.PlayedLog;
import dev.firn.cdc.testing.PostgresSource;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.DataGapException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.files.Directory;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.ConnectWorker;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.retry.Outages;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.TableLocks;
import dev.firn.source.oracle.OracleDatabase;
import dev.firn.source.postgres.PostgresDatabase;
import dev.firn.source.postgres.SlotState;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.status.StatusTracker;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that ends when nothing comes makes of a connector that sends nothing. */
class ConnectorMonitorIT {

  private static final String NAME = "quiet";
  private static final CaptureNames CAPTURE = CaptureNames.forSource(NAME);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir static Path directory;
  static LocalStack stack;
  static PostgresServer postgres;
  static ConnectWorker connect;

  private final SparkSession spark = LocalSpark.session();
  private ConfigLoader config;
  private SourceConfig source;
  private LakeTableId id;

  @BeforeAll
  static void start() {
    stack = LocalStack.in(directory.resolve("stack")).start();
    postgres = stack.postgres();
    connect = stack.connect();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void isNotTakenForASourceWithoutChanges() throws Exception {
    load();
    Path connector = connector();
    deploy(connector);
    insert(1);
    awaitConfirmed();
    delete();
    insert(2);
    assertThatThrownBy(this::run)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nobody reads replication slot firn_quiet, which stands at LSN ")
        .hasMessageContaining("Bring connector quiet-cdc back (GET /connectors/quiet-cdc/status");
    assertThat(rows()).containsExactly(1);

    deploy(connector);
    awaitConfirmed();
    connect.pause(source.connectorName());
    insert(3);
    CompletableFuture<ExitCode> run = CompletableFuture.supplyAsync(this::run);
    // A run that does not ask what the connector has confirmed would end meanwhile.
    Thread.sleep(3000);
    assertThat(watch(database()).isSettled(LIMIT)).isFalse();
    assertThat(watch(database()).isSettled(Duration.ofSeconds(75)))
        .as("a connector without heartbeats is not waited for endlessly")
        .isTrue();
    connect.resume(source.connectorName());
    assertThat(run.get(2, TimeUnit.MINUTES)).isEqualTo(ExitCode.OK);
    assertThat(rows()).containsExactly(1, 2, 3);

    delete();
    postgres.execute("SELECT pg_drop_replication_slot('" + CAPTURE.slot() + "')");
    ConnectorMonitor watch = watch(database());
    assertThat(watch.isSettled(LIMIT)).as("it may come back").isFalse();
    assertThat(watch.isSettled(LIMIT.multipliedBy(2))).isTrue();
    assertThatThrownBy(watch::requireReader)
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("replication slot firn_quiet is gone")
        .hasMessageContaining("load again with firn bulk-load --source quiet --no-resume");

    assertThat(run()).isEqualTo(ExitCode.DATA_GAP);
    postgres.execute(
        "SELECT pg_create_logical_replication_slot('" + CAPTURE.slot() + "', 'pgoutput')");
    // Debezium itself refuses another slot as long as it has its offsets, which go by this name.
    String renamed = "renamed-cdc";
    connect.deploy(
        Files.writeString(
            connector, Files.readString(connector).replace(source.connectorName(), renamed)));
    connect.awaitRunning(renamed, SOON);
    insert(4);
    awaitConfirmed();
    assertThat(run())
        .as("another slot of the name does not bring what was missed")
        .isEqualTo(ExitCode.DATA_GAP);
    assertThat(rows()).containsExactly(1, 2, 3);
  }

  @Test
  void aSourceThatCannotBeAskedIsTakenForOneWithoutChanges() {
    PostgresEndpoint nowhere = new PostgresEndpoint("127.0.0.1", 1, "none", "none", "none");
    ConnectorMonitor watch = watch(new PostgresDatabase(nowhere, NAME, CAPTURE, Clock.systemUTC()));
    assertThat(watch.isSettled(LIMIT)).isTrue();
    assertThatCode(watch::requireReader).doesNotThrowAnyException();
  }

  private ConnectorMonitor watch(SourceDatabase database) {
    return new ConnectorMonitor(
        database, source, LIMIT, new Outages(Duration.ofMinutes(1)), why -> {});
  }

  /**
   * The connector of Oracle plays back what Debezium's own has made of a log; Connect, its offsets
   * and what is asked of it are real.
   */
  @Test
  void tablesOfOracleAreFollowedOnlyBehindTheBeginningOfTheirConnector() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres);
        PlayedLog log = new PlayedLog(directory.resolve("stack"), "ora")) {
      configureOracle(oracle);
      postgres.execute(
          "CREATE SCHEMA ora",
          "CREATE TABLE ora.t (id int PRIMARY KEY, name varchar(9))",
          "CREATE TABLE ora.u (id int PRIMARY KEY)");
      log.redo()
          .say(
              "define",
              "ora",
              "CREATE TABLE \"ora\".\"t\" (\"id\" INTEGER NOT NULL, \"name\" VARCHAR2(9), PRIMARY KEY"
                  + " (\"id\"));");
      log.redo()
          .say(
              "define",
              "ora",
              "CREATE TABLE \"ora\".\"u\" (\"id\" INTEGER NOT NULL, PRIMARY KEY (\"id\"));");
      OracleDatabase database = oracle(Duration.ofSeconds(1));
      CaptureRequest request =
          new CaptureRequest(
              List.of(new TableId("ora", "t"), new TableId("ora", "u")), Map.of(), () -> List.of());
      assertThatThrownBy(() -> capture(database, request))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("Kafka Connect has no connector with topic.prefix=ora. Deploy")
          .hasMessageContaining("curl -X POST -H \"Content-Type: application/json\" --data")
          .hasMessageContaining("--deploy-connector " + connect.url() + " does both.");

      deploy(oracleConnector(database, Map.of("lob.enabled", "false")));
      assertThatThrownBy(() -> capture(database, request))
          .hasMessageContaining(
              "connector ora-cdc has lob.enabled=false. Deploy it with lob.enabled=true.");
      reconfigure(database, Map.of("table.exclude.list", "ora\\.u"));
      assertThatThrownBy(() -> capture(database, request))
          .hasMessageContaining(
              "connector ora-cdc does not read ora.u (table.exclude.list). Deploy");
      reconfigure(database, Map.of("database.dbname", "OTHER"));
      assertThatThrownBy(() -> capture(database, request))
          .hasMessageContaining(
              "connector ora-cdc reads another database (database.dbname=OTHER, and the source is"
                  + " STANDIN)");
      reconfigure(database, Map.of());
      connect.awaitRunning("ora-cdc", SOON);
      log.readTables("1");
      await(() -> isStored("\"snapshot_scn\":\"1\""));
      assertThatThrownBy(() -> capture(database, request))
          .hasMessageContaining(
              "Kafka Connect has not stored where it has begun. Run this again once");

      // Of the transaction that is open then, the connector sees the second row only.
      try (Connection writer = postgres.connect()) {
        writer.setAutoCommit(false);
        execute(writer, "INSERT INTO ora.t VALUES (1, 'it''s')");
        log.start(position(database));
        execute(writer, "INSERT INTO ora.t VALUES (2, 'two')");
        log.redo().say("write", A, 10, 2, "ora.t", insertion(2, "two"));
        await(() -> database.findCaptureTrouble(request).isEmpty());
        assertThatThrownBy(() -> capture(database, request))
            .hasMessageContaining("waited 1 s for transactions that began before SCN")
            .hasMessageContaining(" of postgres on localhost");
        log.redo().say("commit", A, 1, oracle.commit(writer, false), 1000L);
        log.send();
      }
      id = source.namespace().table("t");
      load(database, request);

      try (Connection writer = postgres.connect()) {
        writer.setAutoCommit(false);
        execute(
            writer,
            "INSERT INTO ora.t VALUES (3, 'it''s')",
            "UPDATE ora.t SET name = 'x''' WHERE id = 1");
        log.redo().say("write", B, 10, 3, "ora.t", insertion(3, "it''s"));
        log.redo()
            .say(
                "write",
                B,
                10,
                1,
                "ora.t",
                "update \"ora\".\"t\" set \"name\" = 'x''' where \"id\" = '1' and \"name\" ="
                    + " 'it''s'");
        long scn = oracle.commit(writer, false);
        log.redo().say("commit", B, 1, scn, 1000L);
        log.send();
        assertThat(watch(database).isSettled(LIMIT)).as("nothing later is stored").isFalse();
        // Debezium's own commits tell how far it is.
        log.redo().say("commit", "0a001b0000000009", 1, scn + 100, 1000L);
        log.send();
      }
      // Its events may have other texts in doubled apostrophes from here on.
      postgres.execute("ALTER TABLE ora.u ADD more text");
      assertThat(run()).isEqualTo(ExitCode.DATA_GAP);
      assertThat(gap("t")).isEmpty();
      assertThat(gap("u").orElseThrow()).startsWith("it has large values (more), with which");
      assertThat(spark.table(id.quoted()).orderBy("id").collectAsList().toString())
          .isEqualTo("[[1,x'], [2,two], [3,it's]]");

      // The same name, configuration and topics, and what was committed between is in no stream.
      connect.halt("ora-cdc");
      await(() -> !database.connectorState().isRead());
      ConnectorMonitor watch = watch(database);
      assertThat(watch.isSettled(LIMIT)).as("it may come back").isFalse();
      assertThatThrownBy(watch::requireReader)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("its connector does not run (STOPPED)");
      connect.forgetOffsets("ora-cdc");
      connect.resume("ora-cdc");
      log.start(Long.toString(Long.parseLong(position(database)) + 1000));
      await(() -> database.connectorBegun().isPresent());
      assertThatThrownBy(() -> capture(oracle(SOON), request))
          .as("of another database")
          .hasMessageContaining("that has begun at SCN ")
          .hasMessageContaining("so it reads another database, or this one was put back.");
      assertThat(run()).isEqualTo(ExitCode.DATA_GAP);
      assertThat(gap("t").orElseThrow())
          .startsWith("its connector has begun at SCN ")
          .endsWith("what was committed between them is in no stream");
    }
  }

  private static boolean isStored(String text) {
    return connect.offsets("ora-cdc").contains(text);
  }

  private Optional<String> gap(String table) {
    return LakeTables.open(spark, source.namespace().catalog())
        .open(source.namespace().table(table))
        .state()
        .findGap();
  }

  private void reconfigure(SourceDatabase database, Map<String, String> others) throws IOException {
    connect.configure(
        "ora-cdc",
        new ObjectMapper()
            .readTree(oracleConnector(database, others).toFile())
            .path("config")
            .toString());
  }

  private static final String A = "0a001b0000000001";
  private static final String B = "0a001b0000000002";

  private void configureOracle(OracleStandIn oracle) throws IOException {
    Path files = Files.createDirectories(directory.resolve("config-ora"));
    Files.writeString(
        files.resolve("sources.yaml"),
        """
        sources:
          ora:
            database_type: oracle
            kafka_topic_prefix: ora
            iceberg_namespace: ora
            database_connection:
              {host: db.example.com, service_name: %s, username: %s, password: "%s", schema: ora}
        """
            .formatted(oracle.service(), postgres.username(), postgres.password()));
    Files.writeString(
        files.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"%s\", connect_url: \"%s\"}}"
            .formatted(stack.kafka().bootstrapServers(), connect.url()));
    config = new ConfigLoader(files, Map.of());
    source = config.loadSource("ora");
  }

  private OracleDatabase oracle(Duration patience) {
    return new OracleDatabase(source, config.loadKafkaCluster(source), patience, Clock.systemUTC());
  }

  private static String position(SourceDatabase database) {
    try (ReadSession session = database.openReadSession(List.of())) {
      return session.readPoint().position().text();
    }
  }

  private static ReadSession capture(SourceDatabase database, CaptureRequest request) {
    try (TableLocks locks = database.lock(List.of())) {
      return locks.capture(request);
    }
  }

  private static String insertion(int row, String name) {
    return "insert into \"ora\".\"t\"(\"id\",\"name\") values ('%d','%s')".formatted(row, name);
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** What the load writes beside what is told of every connector. */
  private Path oracleConnector(SourceDatabase database, Map<String, String> others)
      throws IOException {
    ConnectorOptions options = database.connectorOptions();
    Map<String, String> settings = new TreeMap<>(options.session());
    settings.put("connector.class", options.connectorClass());
    settings.put("topic.prefix", "ora");
    settings.putAll(options.capture());
    settings.putAll(options.values());
    settings.put("skipped.operations", "none");
    settings.put("unavailable.value.placeholder", UnavailableValue.placeholder("ora"));
    settings.put("event.converting.failure.handling.mode", "fail");
    settings.put("transforms", "mark");
    settings.put("transforms.mark.type", "org.apache.kafka.connect.transforms.InsertHeader");
    settings.put("transforms.mark.header", UnavailableValue.SETTINGS_HEADER);
    settings.put("transforms.mark.value.literal", "v1");
    for (String converter : List.of("key", "value", "header")) {
      settings.put(converter + ".converter", "org.apache.kafka.connect.json.JsonConverter");
      settings.put(converter + ".converter.schemas.enable", "false");
    }
    settings.put("value.converter.replace.null.with.default", "false");
    settings.put("topic.creation.default.partitions", "1");
    settings.put("topic.creation.default.replication.factor", "-1");
    settings.putAll(others);
    return Files.writeString(
        directory.resolve("ora.json"),
        new ObjectMapper()
            .writeValueAsString(Map.of("name", source.connectorName(), "config", settings)));
  }

  private void load(SourceDatabase database, CaptureRequest request) throws Exception {
    LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
    StatusTracker.open(lake, source.namespace(), source.databaseType(), Clock.systemUTC()).close();
    try (ReadSession session = capture(database, request)) {
      assertThat(session.readPoint().isFollowed()).isTrue();
      for (TableId table : request.tables()) {
        TableSchema found = database.discoverOne(table).orElseThrow();
        TableMapping mapping = new SchemaMapper(UnknownTypes.TEXT, DatabaseType.ORACLE).map(found);
        var splits = database.split(List.of(found), 1).getOrDefault(table, List.of());
        LakeTableId target = source.namespace().table(table.name());
        lake.create(
            target,
            mapping.lakeSchema(),
            2,
            Map.of(
                TableProperty.CONTRACT,
                mapping.toJson(),
                TableProperty.READ_POINT,
                session.readPoint().text()));
        session.read(spark, mapping, splits).rows().writeTo(target.quoted()).append();
      }
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(SOON);
    while (!isTrue(condition)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(100);
    }
  }

  private static boolean isTrue(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (UnavailableException e) {
      return false;
    }
  }

  @BeforeEach
  void configure() throws IOException {
    config = PostgresSource.configure(directory, NAME, postgres, stack.kafka().bootstrapServers());
    source = config.loadSource(NAME);
    id = source.namespace().table("t");
  }

  /** An empty table, from which on its changes are captured. */
  private void load() {
    postgres.execute(
        "CREATE SCHEMA " + NAME,
        "CREATE TABLE " + NAME + ".t (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + CAPTURE.publication() + " FOR TABLE " + NAME + ".t",
        "SELECT pg_create_logical_replication_slot('" + CAPTURE.slot() + "', 'pgoutput')");
    LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
    StatusTracker.open(lake, source.namespace(), source.databaseType(), Clock.systemUTC()).close();
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database().discoverOne(new TableId(NAME, "t")).orElseThrow());
    lake.create(id, mapping.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, mapping.toJson()));
  }

  private PostgresDatabase database() {
    return (PostgresDatabase) SourceDatabase.of(source, Clock.systemUTC());
  }

  /** As the load writes it, as far as it matters here, with quick heartbeats. */
  private Path connector() throws IOException {
    return Files.writeString(
        directory.resolve("connector.json"),
        """
        {"name": "%1$s", "config": {
          "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
          "database.hostname": "%2$s", "database.port": "%3$d", "database.dbname": "%4$s",
          "database.user": "%5$s", "database.password": "%6$s",
          "topic.prefix": "%7$s", "schema.include.list": "%7$s", "plugin.name": "pgoutput",
          "slot.name": "%8$s", "publication.name": "%8$s", "publication.autocreate.mode": "disabled",
          "snapshot.mode": "no_data",
          "transforms": "mark",
          "transforms.mark.type": "org.apache.kafka.connect.transforms.InsertHeader",
          "transforms.mark.header": "firn.settings", "transforms.mark.value.literal": "v1",
          "key.converter": "org.apache.kafka.connect.json.JsonConverter",
          "key.converter.schemas.enable": "false",
          "value.converter": "org.apache.kafka.connect.json.JsonConverter",
          "value.converter.schemas.enable": "false",
          "topic.creation.default.partitions": "1",
          "topic.creation.default.replication.factor": "-1",
          "heartbeat.interval.ms": "500", "message.prefix.exclude.list": "firn-heartbeat",
          "heartbeat.action.query":
            "SELECT pg_logical_emit_message(false, 'firn-heartbeat', now()::text)"}}
        """
            .formatted(
                source.connectorName(),
                postgres.host(),
                postgres.port(),
                postgres.database(),
                postgres.username(),
                postgres.password(),
                NAME,
                CAPTURE.slot()));
  }

  private void deploy(Path connector) {
    connect.deploy(connector);
    connect.awaitRunning(source.connectorName(), SOON);
  }

  private void delete() throws InterruptedException {
    connect.delete(source.connectorName());
    await(slot -> !slot.isRead());
  }

  private static void insert(int row) {
    postgres.execute("INSERT INTO " + NAME + ".t VALUES (" + row + ")");
  }

  private SlotState slot() {
    return database().slotState();
  }

  private void awaitConfirmed() throws InterruptedException {
    PostgresLsn now = slot().server();
    await(slot -> !now.isAfter(slot.confirmed()));
  }

  private void await(Predicate<SlotState> state) throws InterruptedException {
    Instant deadline = Instant.now().plus(SOON);
    while (!state.test(slot())) {
      assertThat(Instant.now()).as("%s", slot()).isBefore(deadline);
      Thread.sleep(100);
    }
  }

  private ExitCode run() {
    StreamSettings settings =
        new StreamSettings(
            source,
            config.loadKafkaCluster(source),
            Duration.ZERO,
            1000,
            LIMIT,
            false,
            SOON,
            Set.of(),
            Directory.at(LocalSpark.home()),
            "run" + System.nanoTime());
    return new CdcConsumerJob(spark, settings, new StopSignal("batch"), Clock.systemUTC()).run();
  }

  private List<Integer> rows() {
    return spark.table(id.quoted()).orderBy("id").collectAsList().stream()
        .map((Row row) -> row.getInt(0))
        .toList();
  }
}
