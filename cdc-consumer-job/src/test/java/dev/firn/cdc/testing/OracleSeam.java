package dev.firn.cdc.testing;

import dev.firn.cdc.CdcConsumerJob;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.DatabaseType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.oracleevents.RedoEvent;
import dev.firn.oracleevents.RedoProcess;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Tables of an Oracle server that is made of PostgreSQL, each loaded at an SCN of its own while
 * transactions are open, and the events that Debezium makes of all that was ever written to them:
 * sent more than once, in batches that end anywhere.
 */
public final class OracleSeam {

  private final LocalStack stack;
  private final OracleStandIn oracle;
  private final SparkSession spark;
  private final Producer<byte[], byte[]> producer;
  private final Path directory;

  public OracleSeam(
      LocalStack stack,
      OracleStandIn oracle,
      SparkSession spark,
      Producer<byte[], byte[]> producer,
      Path directory) {
    this.stack = stack;
    this.oracle = oracle;
    this.spark = spark;
    this.producer = producer;
    this.directory = directory;
  }

  /** A source, and its tables in the lake. */
  private record Source(ConfigLoader config, SourceConfig source, LakeTables lake) {}

  /**
   * What became of some tables.
   *
   * @param wrong which are not what they are at the source, or are put aside for a reason that is
   *     none, and how
   * @param altered how often what was altered
   * @param putAside how many were, for reasons that are so, and were loaded again
   */
  public record Ended(List<String> wrong, Map<String, Integer> altered, int putAside) {}

  /**
   * A history of each of some tables.
   *
   * @param name of the source and of its schema, not used before
   * @param count of tables; every third has no key
   */
  public Ended run(RedoProcess redo, String name, int count, long seed) throws Exception {
    Random random = new Random(seed);
    Source source = source(name);
    stack.postgres().execute("CREATE SCHEMA " + name);
    redo.begin(
        OracleWriter.settings(
            name, UnavailableValue.placeholder(name), UnavailableValue.SETTINGS_HEADER));
    try (OracleWriter writer =
        new OracleWriter(oracle, () -> stack.postgres().connect(), redo, name, random)) {
      List<String> tables = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tables.add((i % 3 == 2 ? "m" : "k") + i);
        writer.create(tables.get(i), i % 3 != 2);
      }
      StreamRig.createTopics(
          stack.kafka().bootstrapServers(),
          tables.stream().map(table -> name + "." + name + "." + table).toList());
      writer.write(10 * count);
      writer.alter(count / 2);
      writer.write(10 * count);
      for (String table : tables) {
        load(source, writer.table(table), writer, random);
      }
      Verdict verdict = new Verdict(source, writer, random);
      for (int i = 0; i < 3; i++) {
        writer.write(5 * count);
        writer.alter(count);
        writer.write(5 * count);
        if (random.nextInt(3) == 0) {
          writer.truncate();
        }
        if (random.nextBoolean()) {
          writer.restartConnector();
        }
        consume(source, writer, random);
        verdict.judge();
      }
      writer.write(2 * count);
      writer.end();
      consume(source, writer, random);
      verdict.end();
      return verdict.ended();
    }
  }

  /** Whether what is said of tables is so, and what it names mends them. */
  private final class Verdict {
    private final Source source;
    private final OracleWriter writer;
    private final Random random;
    private final List<String> wrong = new ArrayList<>();
    private int putAside;

    Verdict(Source source, OracleWriter writer, Random random) {
      this.source = source;
      this.writer = writer;
      this.random = random;
    }

    /** Loads again what is put aside. */
    void judge() throws SQLException, NoSuchTableException {
      for (OracleTable table : writer.tables()) {
        table.lookedAt();
        String reason = reason(table);
        if (reason.isEmpty()) {
          continue;
        }
        if (!table.supports(reason)) {
          wrong.add(table.name() + " is put aside: " + reason + " " + table.statements());
        }
        putAside++;
        lake().drop(source.source().namespace().table(table.name()));
        load(source, table, writer, random);
      }
    }

    private LakeTables lake() {
      return source.lake();
    }

    /** Empty if its changes are applied. */
    private String reason(OracleTable table) {
      TableStatus status =
          StatusTracker.read(lake(), source.source().namespace(), DatabaseType.ORACLE)
              .get(table.name());
      String message = status == null ? null : status.errorMessage();
      return message == null ? "" : message;
    }

    void end() throws Exception {
      // What was put aside when nothing more came is loaded, and has nothing more to come.
      judge();
      consume(source, writer, random);
      for (OracleTable table : writer.tables()) {
        if (!reason(table).isEmpty()) {
          wrong.add(table.name() + " is put aside after its load: " + reason(table));
        }
      }
      wrong.addAll(differences(source, writer));
    }

    Ended ended() {
      Map<String, Integer> altered = new TreeMap<>();
      writer
          .tables()
          .forEach(
              table -> table.altered().forEach((what, n) -> altered.merge(what, n, Integer::sum)));
      return new Ended(wrong, altered, putAside);
    }
  }

  private Source source(String name) throws Exception {
    Path config = Files.createDirectories(directory.resolve("config-" + name));
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: oracle
            kafka_topic_prefix: %1$s
            iceberg_namespace: %1$s
            database_connection:
              {host: db.example.com, service_name: %2$s, username: %3$s, password: "%4$s", schema: %1$s}
            cdc: {trust_connector: true}
        """
            .formatted(
                name, oracle.service(), stack.postgres().username(), stack.postgres().password()));
    Files.writeString(
        config.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"%s\"}}"
            .formatted(stack.kafka().bootstrapServers()));
    ConfigLoader loader = new ConfigLoader(config, Map.of());
    SourceConfig source = loader.loadSource(name);
    LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
    status(lake, source).close();
    return new Source(loader, source, lake);
  }

  private static StatusTracker status(LakeTables lake, SourceConfig source) {
    return StatusTracker.open(lake, source.namespace(), DatabaseType.ORACLE, Clock.systemUTC());
  }

  /**
   * At an SCN that is fixed while transactions are open, and read when they have gone on. The
   * connector has begun before all of them.
   */
  private void load(Source source, OracleTable table, OracleWriter writer, Random random)
      throws SQLException, NoSuchTableException {
    SourceDatabase database = SourceDatabase.of(source.source(), Clock.systemUTC());
    TableId id = new TableId(source.source().name(), table.name());
    TableSchema found = database.discoverOne(id).orElseThrow();
    TableMapping mapping = new SchemaMapper(UnknownTypes.TEXT, DatabaseType.ORACLE).map(found);
    var splits = database.split(List.of(found), 2).getOrDefault(id, List.of());
    try (ReadSession session = database.openReadSession(List.of(found))) {
      writer.write(random.nextInt(15));
      source
          .lake()
          .create(
              source.source().namespace().table(table.name()),
              mapping.lakeSchema(),
              2,
              Map.of(
                  TableProperty.CONTRACT,
                  mapping.toJson(),
                  TableProperty.SOURCE,
                  source.source().name(),
                  TableProperty.READ_POINT,
                  session.readPoint().text() + " since:1"));
      session
          .read(spark, mapping, splits)
          .rows()
          .writeTo(source.source().namespace().table(table.name()).quoted())
          .append();
      try (StatusTracker status = status(source.lake(), source.source())) {
        status.note(
            table.name(),
            row -> row.completed(Clock.systemUTC().instant(), 0, session.readPoint()));
      }
    }
    table.loaded();
  }

  /** As Connect sends what its connector has made. */
  public static void send(List<RedoEvent> events, Producer<byte[], byte[]> producer) {
    for (RedoEvent event : events) {
      String key = event.key();
      ProducerRecord<byte[], byte[]> message =
          new ProducerRecord<>(
              event.topic(),
              0,
              key == null ? null : key.getBytes(StandardCharsets.UTF_8),
              event.value().getBytes(StandardCharsets.UTF_8));
      event
          .headers()
          .forEach(
              (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      var unused = producer.send(message);
    }
    producer.flush();
  }

  private void consume(Source source, OracleWriter writer, Random random) {
    send(writer.sent(), producer);
    StreamSettings settings =
        new StreamSettings(
            source.source(),
            source.config().loadKafkaCluster(source.source()),
            Duration.ZERO,
            1 + random.nextInt(200),
            null,
            true,
            Duration.ofSeconds(20),
            Set.of(),
            Directory.at(directory),
            "run" + random.nextLong());
    ExitCode code =
        new CdcConsumerJob(spark, settings, new StopSignal("batch"), Clock.systemUTC()).run();
    if (!List.of(ExitCode.OK, ExitCode.DRIFT).contains(code)) {
      throw new IllegalStateException("The consumer has ended with " + code);
    }
  }

  private List<String> differences(Source source, OracleWriter writer) throws SQLException {
    List<String> differences = new ArrayList<>();
    Map<String, List<String>> contents = writer.contents();
    for (OracleTable table : writer.tables()) {
      Dataset<Row> lake = spark.table(source.source().namespace().table(table.name()).quoted());
      List<String> missing = new ArrayList<>(table.columns().keySet());
      missing.removeAll(List.of(lake.columns()));
      if (!missing.isEmpty()) {
        differences.add(table.name() + " lacks " + missing + " " + table.statements());
        continue;
      }
      String values =
          table.columns().keySet().stream()
              .map(column -> "coalesce(cast(" + column + " as string), 'null')")
              .collect(Collectors.joining(", "));
      List<String> held =
          lake.selectExpr("concat_ws('|', " + values + ")").collectAsList().stream()
              .map(row -> row.getString(0))
              .sorted()
              .toList();
      List<String> expected = contents.get(table.name());
      if (!held.equals(expected)) {
        differences.add(
            "%s: the lake has %s, the source %s %s"
                .formatted(table.name(), held, expected, table.statements()));
      }
    }
    return differences;
  }
}
