package dev.firn.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.CdcConsumerJob;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.testing.AccountEvents;
import dev.firn.cdc.testing.LetterCommands;
import dev.firn.cdc.testing.OracleSeam;
import dev.firn.cdc.testing.OracleWriter;
import dev.firn.cdc.testing.PostgresSource;
import dev.firn.cdc.testing.StreamRig;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.files.Directory;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.UnknownTypes;
import dev.firn.oracleevents.RedoProcess;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.SourceDatabase;
import dev.firn.status.StatusTracker;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of a source's columns, and loads, that are interrupted, or met by others, half way. */
@SuppressWarnings("NullAway.Init")
class DriftRecoveryIT {

  private static final long SEED = Long.getLong("seed", 20_261_129);

  @TempDir static Path directory;
  static LocalStack stack;
  static PostgresServer postgres;
  static KafkaProducer<byte[], byte[]> producer;

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private String name = "";
  private ConfigLoader config;
  private SourceConfig source;
  private int run;
  private long lastCommit = 1000;

  @BeforeAll
  static void start() {
    stack = LocalStack.in(directory).only(Service.POSTGRES, Service.KAFKA).start();
    postgres = stack.postgres();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    stack.close();
  }

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  private void configure(String sourceName, String cdc) throws IOException {
    name = sourceName;
    postgres.execute(
        "CREATE SCHEMA " + name,
        "SELECT pg_create_logical_replication_slot('firn_" + name + "', 'pgoutput')");
    configureAgain(cdc);
    StatusTracker.open(lake, source.namespace(), source.databaseType(), Clock.systemUTC()).close();
  }

  private void configureAgain(String cdc) throws IOException {
    config =
        PostgresSource.configure(
            Files.createDirectories(directory.resolve("config-" + name)),
            name,
            postgres,
            stack.kafka().bootstrapServers(),
            cdc);
    source = config.loadSource(name);
  }

  private LakeTableId id(String table) {
    return source.namespace().table(table);
  }

  private TableMapping mapping(String table) {
    return new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
        .map(
            SourceDatabase.of(source, Clock.systemUTC())
                .discoverOne(new TableId(name, table))
                .orElseThrow());
  }

  /** A table at the source and an empty one in the lake. */
  private void create(String table, String columns, String rows) {
    postgres.execute(
        "CREATE TABLE %s.%s (%s)".formatted(name, table, columns),
        "INSERT INTO %s.%s VALUES %s".formatted(name, table, rows));
    TableMapping mapping = mapping(table);
    lake.create(
        id(table),
        mapping.lakeSchema(),
        2,
        Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.SOURCE, name));
    StreamRig.createTopics(
        stack.kafka().bootstrapServers(), List.of(name + "." + name + "." + table));
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * As Debezium would send it, in a transaction that the source shows as committed.
   *
   * @param row with single quotes, its key first
   */
  private void insert(String table, String row) throws Exception {
    long transaction = number("SELECT pg_current_xact_id()::text::bigint");
    long position =
        Math.max(number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"), lastCommit + 10);
    String after = row.replace('\'', '"');
    String key = after.replaceAll("^(\\{\"id\":[0-9]+).*", "$1}");
    String value =
        ("{\"before\":null,\"after\":%s,\"source\":{\"version\":\"3.7.0.Final\",\"ts_ms\":1,"
                + "\"sequence\":\"[\\\"%d\\\",\\\"%d\\\"]\",\"schema\":\"%s\",\"table\":\"%s\","
                + "\"txId\":%d,\"lsn\":%d},\"op\":\"c\"}")
            .formatted(after, lastCommit, position, name, table, transaction, position);
    lastCommit = position + 5;
    ProducerRecord<byte[], byte[]> event =
        new ProducerRecord<>(
            name + "." + name + "." + table,
            0,
            key.getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8));
    AccountEvents.prove(event);
    producer.send(event).get();
  }

  private ExitCode consume() {
    run++;
    StreamSettings settings =
        new StreamSettings(
            source,
            config.loadKafkaCluster(source),
            Duration.ZERO,
            100,
            null,
            true,
            Duration.ofSeconds(20),
            Set.of(),
            Directory.at(LocalSpark.home()),
            "run" + run);
    return new CdcConsumerJob(spark, settings, new StopSignal("batch"), Clock.systemUTC()).run();
  }

  private List<String> rows(String table, String columns) {
    return spark
        .sql("SELECT concat_ws(' ', %s) FROM %s".formatted(columns, id(table).quoted()))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** Does something once while older rows are given values. */
  private void whileOlderRowsAreGivenValues(Runnable event) {
    FaultPoint.install(
        (step, subject) -> {
          LakeTable table = lake.find(id("t")).orElse(null);
          if (table != null
              && step.equals("lake.publish.before")
              && !(table.state().copies().isEmpty() && table.state().backfills().isEmpty())) {
            FaultPoint.install(null);
            event.run();
          }
        });
  }

  @Test
  void valuesThatCouldNotBeCopiedAtOnceAreCopiedBeforeAnyEvent() throws Exception {
    configure("copied", "");
    create("t", "id int PRIMARY KEY, n int", "(1, 10), (2, 20)");
    insert("t", "{'id':1,'n':10}");
    insert("t", "{'id':2,'n':20}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute("ALTER TABLE copied.t ALTER n TYPE numeric(12,2)");
    insert("t", "{'id':3,'n':'30.50'}");
    whileOlderRowsAreGivenValues(
        () -> lake.open(id("t")).alter().setProperties(Map.of("comment", "of an operator")));
    assertThat(consume()).isEqualTo(ExitCode.OK);
    assertThat(rows("t", "id, n__v2")).containsExactly("1 10.00", "2 20.00", "3 30.50");
    consume();
    assertThat(rows("t", "id, n__v2")).containsExactly("1 10.00", "2 20.00", "3 30.50");
  }

  @Test
  void aRunThatIsEndedWhileADefaultIsFilledInIsGoneOnWith() throws Exception {
    configure("ended", "");
    create("t", "id int PRIMARY KEY, v text", "(1, 'a'), (2, 'b')");
    insert("t", "{'id':1,'v':'a'}");
    insert("t", "{'id':2,'v':'b'}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute("ALTER TABLE ended.t ADD c int DEFAULT 5");
    insert("t", "{'id':3,'v':'x','c':7}");
    whileOlderRowsAreGivenValues(
        () -> {
          throw new IllegalStateException("killed");
        });
    assertThat(consume()).isEqualTo(ExitCode.FAILED);
    assertThat(consume()).isEqualTo(ExitCode.OK);
    assertThat(rows("t", "id, v, c")).containsExactly("1 a 5", "2 b 5", "3 x 7");
  }

  /** A letter tells names, and those were of the columns of its time. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "as_it_was | SELECT 1 | n | 1 7, 2 9 | retried",
        "renamed | ALTER TABLE %s.t RENAME n TO m | m | 1 7 | [n] of it are of no column",
        "added_again | ALTER TABLE %s.t DROP n, ADD n int DEFAULT 7 | n | 1 7"
            + " | n of it may be of another column"
      })
  void aLetterIsNotAppliedToAnotherColumnThanItsOwn(
      String what, String statement, String column, String expected, String said) throws Exception {
    configure(what, "schema_drift: {add: freeze}");
    create("t", "id int PRIMARY KEY", "(1)");
    insert("t", "{'id':1}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute("ALTER TABLE %s.t ADD n int DEFAULT 7".formatted(name));
    insert("t", "{'id':2,'n':9}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute(statement.formatted(name));
    configureAgain("schema_drift: {add: evolve}");
    insert("t", "{'id':1,'%s':7}".formatted(column));
    assertThat(consume()).isEqualTo(ExitCode.OK);
    assertThat(LetterCommands.run(config, source, "retry", List.of())).contains(said);
    assertThat(rows("t", "id, " + column)).containsExactly(expected.split(", ", -1));
  }

  /** Nothing keeps that values of n were left out when it was applied. */
  @Test
  void aLetterDoesNotUndoALaterEventThatCannotBeReadAnyMore() throws Exception {
    configure("unread", "schema_drift: {add: freeze}");
    create("t", "id int PRIMARY KEY, n int", "(1, 10)");
    insert("t", "{'id':1,'n':10}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute("ALTER TABLE unread.t ADD more int");
    insert("t", "{'id':1,'n':20,'more':5}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    configureAgain("schema_drift: {add: evolve, narrow: discard_value}");
    postgres.execute("ALTER TABLE unread.t ALTER n TYPE text");
    insert("t", "{'id':1,'n':'eleven','more':6}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    assertThat(rows("t", "id, more")).containsExactly("1 6");
    assertThat(LetterCommands.run(config, source, "retry", List.of()))
        .contains("A later event of row [1], at offset", "cannot be read as the table is now");
    assertThat(rows("t", "id, more")).containsExactly("1 6");
  }

  /** A date comes as the days since 1970, which the column of the lake could hold. */
  @ParameterizedTest
  @CsvSource({"discard_value, 1 10|2", "freeze, 1 10"})
  void aTableThatComesBackIsFollowedByTheSamePolicy(String policy, String expected)
      throws Exception {
    configure("policy_" + policy, "schema_drift: {narrow: " + policy + "}");
    create("t", "id int PRIMARY KEY, n int", "(1, 10)");
    insert("t", "{'id':1,'n':10}");
    assertThat(consume()).isEqualTo(ExitCode.OK);
    postgres.execute(
        "ALTER TABLE %s.t ALTER n TYPE date USING date '2024-01-01' + n".formatted(name));
    insert("t", "{'id':2,'n':19800}");
    AtomicInteger tries = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("stream.table.before") && tries.incrementAndGet() == 1) {
            throw new UncheckedIOException(new IOException("the store is away"));
          }
        });
    assertThat(consume()).isEqualTo(ExitCode.OK);
    assertThat(tries.get()).as("it has come back").isGreaterThan(1);
    assertThat(rows("t", "id, n")).containsExactly(expected.split("\\|"));
    String retried = LetterCommands.run(config, source, "retry", List.of());
    assertThat(policy.equals("freeze")).isEqualTo(retried.contains("column n is another than"));
    assertThat(rows("t", "id, n")).as("is no date").containsExactly(expected.split("\\|"));
  }

  /**
   * By an Oracle that is made of PostgreSQL; the columns that were left out come with the letters.
   */
  @Test
  void lettersOfOracleAreAppliedInTheirPlaceOrDiscarded() throws Exception {
    name = "letters";
    postgres.execute("CREATE SCHEMA letters", "CREATE TABLE letters.t (id int PRIMARY KEY, v int)");
    StreamRig.createTopics(stack.kafka().bootstrapServers(), List.of("letters.letters.t"));
    try (OracleStandIn oracle = OracleStandIn.on(postgres);
        RedoProcess redo = RedoProcess.start(directory.resolve("letters.log"));
        Connection writer = postgres.connect()) {
      writer.setAutoCommit(false);
      configureOracle(oracle, "freeze");
      StatusTracker.open(lake, source.namespace(), source.databaseType(), Clock.systemUTC())
          .close();
      TableMapping mapping =
          new SchemaMapper(UnknownTypes.TEXT, DatabaseType.ORACLE)
              .map(
                  SourceDatabase.of(source, Clock.systemUTC())
                      .discoverOne(new TableId(name, "t"))
                      .orElseThrow());
      lake.create(
          id("t"),
          mapping.lakeSchema(),
          2,
          Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.SOURCE, name));
      redo.begin(
          OracleWriter.settings(
              name, UnavailableValue.placeholder(name), UnavailableValue.SETTINGS_HEADER));
      define(
          redo, "CREATE TABLE %s (\"id\" INTEGER NOT NULL, \"v\" INTEGER, PRIMARY KEY (\"id\"))");
      write(redo, 1, 1, "insert into %s(\"id\",\"v\") values ('1','10')");
      send(redo, oracle.commit(writer, false), 1);
      assertThat(consume()).isEqualTo(ExitCode.OK);

      postgres.execute("ALTER TABLE letters.t ADD n int");
      define(redo, "ALTER TABLE %s ADD (\"n\" INTEGER)");
      write(
          redo,
          2,
          1,
          "update %s set \"n\" = '7' where \"id\" = '1' and \"v\" = '10' and \"n\" IS NULL");
      write(redo, 2, 2, "insert into %s(\"id\",\"v\",\"n\") values ('2','20','8')");
      write(redo, 2, 3, "insert into %s(\"id\",\"v\",\"n\") values ('3','30','9')");
      long scn = oracle.commit(writer, false);
      send(redo, scn, 2);
      assertThat(consume()).isEqualTo(ExitCode.OK);
      assertThat(rows("t", "id, v")).containsExactly("1 10");
      assertThat(LetterCommands.run(config, source, "list", List.of()))
          .contains("letters.letters.t/0/1  open", "letters.letters.t/0/3", "3 dead letters");
      assertThat(LetterCommands.run(config, source, "show", List.of("letters.letters.t/0/2")))
          .contains("position  " + scn, "\"n\":\"8\"");
      assertThat(LetterCommands.run(config, source, "retry", List.of()))
          .as("nothing has changed")
          .contains("open");

      assertThat(LetterCommands.run(config, source, "discard", List.of("letters.letters.t/0/2")))
          .contains("Discarded 1 dead letter");
      configureOracle(oracle, "evolve");
      write(
          redo,
          3,
          1,
          "update %s set \"v\" = '11' where \"id\" = '1' and \"v\" = '10' and \"n\" = '7'");
      send(redo, oracle.commit(writer, false), 3);
      assertThat(consume()).isEqualTo(ExitCode.OK);
      assertThat(LetterCommands.run(config, source, "retry", List.of()))
          .contains("letters.letters.t/0/1  retried", "letters.letters.t/0/3  retried");
      assertThat(rows("t", "id, v, n")).containsExactly("1 11 7", "3 30 9");
      assertThat(LetterCommands.run(config, source, "remove", List.of()))
          .contains("Removed 3 dead letters");
    }
  }

  private void configureOracle(OracleStandIn oracle, String whatIsAdded) throws IOException {
    Path settings = Files.createDirectories(directory.resolve("config-" + name));
    Files.writeString(
        settings.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: oracle
            kafka_topic_prefix: %1$s
            iceberg_namespace: %1$s
            database_connection:
              {host: db.example.com, service_name: %2$s, username: %3$s, password: "%4$s", schema: %1$s}
            cdc: {trust_connector: true, schema_drift: {add: %5$s}}
        """
            .formatted(
                name, oracle.service(), postgres.username(), postgres.password(), whatIsAdded));
    Files.writeString(
        settings.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"%s\"}}"
            .formatted(stack.kafka().bootstrapServers()));
    config = new ConfigLoader(settings, Map.of());
    source = config.loadSource(name);
  }

  private void define(RedoProcess redo, String ddl) {
    redo.say("define", name, ddl.formatted("\"%1$s\".\"t\"".formatted(name)) + ";");
  }

  private void write(RedoProcess redo, int transaction, int row, String statement) {
    redo.say(
        "write",
        "%016x".formatted(0x0a001b0000000000L + transaction),
        100 * transaction,
        row,
        name + ".t",
        statement.formatted("\"%1$s\".\"t\"".formatted(name)));
  }

  /** Has a transaction commit, and sends what Debezium makes of it. */
  private void send(RedoProcess redo, long scn, int transaction) throws Exception {
    redo.say("commit", "%016x".formatted(0x0a001b0000000000L + transaction), 1, scn, 1000L);
    OracleSeam.send(redo.take(), producer);
  }

  /**
   * A slice of {@code scripts/check oracle}: no event is lost at a load's SCN, and none doubled.
   */
  @Test
  void tablesOfOracleAreWhatTheyAreAtTheSourceWhereverLoadsAndTasksMeetTransactions()
      throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres);
        RedoProcess redo = RedoProcess.start(directory.resolve("redo.log"))) {
      OracleSeam seam = new OracleSeam(stack, oracle, spark, producer, LocalSpark.home());
      assertThat(seam.run(redo, "seam", 2, SEED).wrong()).as("seed %d", SEED).isEmpty();
    }
  }
}
