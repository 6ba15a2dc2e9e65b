package dev.firn.cdc.testing;

import dev.firn.cdc.CdcConsumerJob;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.stream.StopSignal;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
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
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
   * A history of each of some tables.
   *
   * @param name of the source and of its schema, not used before
   * @param count of tables; every third has no key
   * @return the tables that are not what they are at the source, and how
   */
  public List<String> diverging(RedoProcess redo, String name, int count, long seed)
      throws Exception {
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
      writer.write(20 * count);
      for (String table : tables) {
        load(source, table, writer, random);
      }
      for (int i = 0; i < 2; i++) {
        writer.write(10 * count);
        if (random.nextInt(3) == 0) {
          writer.truncate();
        }
        if (random.nextBoolean()) {
          writer.restartConnector();
        }
        consume(source, writer, random);
      }
      writer.end();
      consume(source, writer, random);
      return differences(source, writer);
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
    StatusTracker.open(lake, source.namespace(), DatabaseType.ORACLE, Clock.systemUTC()).close();
    return new Source(loader, source, lake);
  }

  /**
   * At an SCN that is fixed while transactions are open, and read when they have gone on. The
   * connector has begun before all of them.
   */
  private void load(Source source, String table, OracleWriter writer, Random random)
      throws SQLException, NoSuchTableException {
    SourceDatabase database = SourceDatabase.of(source.source(), Clock.systemUTC());
    TableId id = new TableId(source.source().name(), table);
    TableSchema found = database.discoverOne(id).orElseThrow();
    TableMapping mapping = new SchemaMapper(UnknownTypes.TEXT, DatabaseType.ORACLE).map(found);
    var splits = database.split(List.of(found), 2).getOrDefault(id, List.of());
    try (ReadSession session = database.openReadSession(List.of(found))) {
      writer.write(random.nextInt(15));
      source
          .lake()
          .create(
              source.source().namespace().table(table),
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
          .writeTo(source.source().namespace().table(table).quoted())
          .append();
    }
  }

  private void consume(Source source, OracleWriter writer, Random random) {
    for (RedoEvent event : writer.sent()) {
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
    ExitCode code = new CdcConsumerJob(spark, settings, new StopSignal(), Clock.systemUTC()).run();
    if (code != ExitCode.OK) {
      throw new IllegalStateException("The consumer has ended with " + code);
    }
  }

  private List<String> differences(Source source, OracleWriter writer) throws SQLException {
    List<String> differences = new ArrayList<>();
    writer
        .contents()
        .forEach(
            (table, expected) -> {
              String body = table.startsWith("k") ? "coalesce(body, 'null')" : "''";
              List<String> held =
                  spark
                      .table(source.source().namespace().table(table).quoted())
                      .selectExpr(
                          "concat_ws('|', cast(id as string), coalesce(number, 'null'),"
                              + " coalesce(name, 'null'), "
                              + body
                              + ")")
                      .collectAsList()
                      .stream()
                      .map(row -> row.getString(0))
                      .sorted()
                      .toList();
              if (!held.equals(expected)) {
                differences.add(table + ": the lake has " + held + ", the source " + expected);
              }
            });
    return differences;
  }
}
