package dev.firn.cdc.testing;

import dev.firn.cdc.CdcConsumerJob;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * A source that consists of its topics in a real Kafka, its tables in the lake of {@link
 * LocalSpark}, and consumers of it in this JVM.
 */
public final class StreamRig implements AutoCloseable {

  private final SparkSession spark = LocalSpark.session();
  private final String name;
  private final String bootstrapServers;
  private final ConfigLoader config;
  private final SourceConfig source;
  private final LakeTables lake;
  private final Producer<byte[], byte[]> producer;
  private final List<RecordedTable> tables = new ArrayList<>();
  private final Map<String, Long> looked = new HashMap<>();
  private final AtomicInteger runs = new AtomicInteger();

  public StreamRig(String bootstrapServers, String name, int tableCount) throws IOException {
    this(bootstrapServers, name, tableCount, "tables_at_once: 4");
  }

  /**
   * @param cdc a setting of how changes are applied
   */
  public StreamRig(String bootstrapServers, String name, int tableCount, String cdc)
      throws IOException {
    this.name = name;
    this.bootstrapServers = bootstrapServers;
    this.config = config(LocalSpark.home(), name, bootstrapServers, cdc);
    this.source = config.loadSource(name);
    this.lake = LakeTables.open(spark, source.namespace().catalog());
    this.producer = producer(bootstrapServers);
    StatusTracker.open(lake, source.namespace(), source.databaseType(), Clock.systemUTC()).close();
    for (int i = 0; i < tableCount; i++) {
      create("t" + i);
      tables.add(new RecordedTable(name, name, "t" + i, producer));
    }
    createTopics(bootstrapServers, tables.stream().map(RecordedTable::topic).toList());
  }

  /** With one partition each. */
  public static void createTopics(String bootstrapServers, List<String> topics) {
    try (Admin admin = admin(bootstrapServers)) {
      admin
          .createTopics(topics.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList())
          .all()
          .get(60, TimeUnit.SECONDS);
      // Only a leader answers; a producer that finds none yet can lose its numbers for good.
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
      awaitLeaders(admin, ends);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException("Cannot create topics " + topics, e);
    }
  }

  /** A topic that was deleted just before is unknown for a moment once it is there again. */
  private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends)
      throws ExecutionException, TimeoutException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        admin.listOffsets(ends).all().get(60, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == 20) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  /** Writes the configuration of the source; there is no database behind it, and none is asked. */
  private static ConfigLoader config(Path home, String name, String bootstrapServers, String cdc)
      throws IOException {
    Path directory = Files.createDirectories(configDirectory(home, name));
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: postgresql
            kafka_topic_prefix: %1$s
            iceberg_namespace: %1$s
            database_connection:
              host: 127.0.0.1
              port: 1
              database: bench
              username: nobody
              password: none
              schema: public
            cdc:
              %2$s
        """
            .formatted(name, cdc));
    Files.writeString(
        directory.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"%s\"}}".formatted(bootstrapServers));
    return new ConfigLoader(directory, Map.of());
  }

  /** Lets consumers reach Kafka by another way than whoever writes. */
  public void consumeBy(String servers, Map<String, String> properties) throws IOException {
    StringBuilder lines = new StringBuilder();
    properties.forEach(
        (key, value) -> lines.append("      %s: '%s'%n".formatted(key, value.replace("'", "''"))));
    Files.writeString(
        configDirectory().resolve("kafka_clusters.yaml"),
        "kafka_clusters:%n  primary:%n    bootstrap_servers: %s%n    properties:%n%s"
            .formatted(servers, lines));
  }

  public Producer<byte[], byte[]> producer() {
    return producer;
  }

  /** What a connector of a Connect sends with that has each source's events exactly once. */
  public Producer<byte[], byte[]> transactionalProducer() {
    Producer<byte[], byte[]> transactional =
        producer(
            bootstrapServers,
            Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "connector-of-" + name));
    transactional.initTransactions();
    return transactional;
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers) {
    return producer(bootstrapServers, Map.of());
  }

  private static Producer<byte[], byte[]> producer(
      String bootstrapServers, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** An empty lake table, as the product makes it. */
  public void create(String table) {
    TableMapping mapping = RecordedTable.mapping(table);
    lake.create(
        id(table),
        mapping.lakeSchema(),
        source.formatVersion(),
        Map.of(TableProperty.CONTRACT, mapping.toJson()));
  }

  public LakeTableId id(String table) {
    return source.namespace().table(table);
  }

  public TableStatus status(String table) {
    TableStatus status =
        StatusTracker.read(lake, source.namespace(), source.databaseType()).get(table);
    if (status == null) {
      throw new IllegalStateException("No status of " + table);
    }
    return status;
  }

  /** How many states of a table were published. */
  public int states(String table) {
    return table(table).history().size();
  }

  public List<RecordedTable> tables() {
    return tables;
  }

  public LakeTables lake() {
    return lake;
  }

  /** Lets the source change every table. */
  public void write(Random random, int operations) {
    for (RecordedTable table : tables) {
      for (int i = 0; i < operations; i++) {
        table.writeAnything(random);
      }
    }
    producer.flush();
  }

  /**
   * A consumer that applies what is there and ends.
   *
   * @throws RuntimeException what the consumer throws
   */
  public ExitCode consume(int batchSize) {
    return consume(batchSize, Set.of());
  }

  public ExitCode consume(int batchSize, Set<String> acceptedGaps) {
    return consume(batchSize, acceptedGaps, true);
  }

  /** A consumer that goes on until it ends by itself. */
  public ExitCode follow(int batchSize) {
    return consume(batchSize, Set.of(), false);
  }

  private ExitCode consume(int batchSize, Set<String> acceptedGaps, boolean once) {
    // A consumer that ends with what is there would miss what has not left the producer yet.
    producer.flush();
    StreamSettings settings =
        new StreamSettings(
            source,
            config.loadKafkaCluster(source),
            Duration.ZERO,
            batchSize,
            null,
            once,
            Duration.ofSeconds(20),
            acceptedGaps,
            Directory.at(LocalSpark.home()),
            "run" + runs.incrementAndGet());
    try {
      return new CdcConsumerJob(spark, settings, new StopSignal("batch"), Clock.systemUTC()).run();
    } finally {
      stopQueries();
    }
  }

  /** What the last run has left for schedulers. */
  public String result() throws IOException {
    return Files.readString(
        LocalSpark.home()
            .resolve("runs")
            .resolve(name + "-run" + runs.get())
            .resolve("run_result.json"));
  }

  /** The name of the source. */
  public String name() {
    return name;
  }

  /** Where the configuration of the source is, for consumers in other processes. */
  public Path configDirectory() {
    return configDirectory(LocalSpark.home(), name);
  }

  private static Path configDirectory(Path home, String name) {
    return home.resolve("config-" + name);
  }

  /** Replaces a table's rows by none, as a load does that sees what was written so far. */
  public void load(String table) {
    beginLoad(table).run();
  }

  /** The same, which sees what is written now and is published when it is run. */
  public Runnable beginLoad(String table) {
    Map<String, String> ledgers = lake.open(id(table)).ledgers();
    String readPoint = recorded(table).readPoint().text();
    return () ->
        lake.open(id(table))
            .replaceRows(lake, List.of(), List.of(), null)
            .publish(
                List.of(),
                Map.of(TableProperty.READ_POINT, readPoint),
                ledgers,
                UUID.randomUUID().toString());
  }

  /** A table of the source that the lake does not have. */
  public RecordedTable unknownTable(String table) {
    RecordedTable unknown = new RecordedTable(name, name, table, producer);
    createTopics(bootstrapServers, List.of(unknown.topic()));
    return unknown;
  }

  /** Shows an earlier state of a table, as an operator does who undoes what came after it. */
  public void rollBack(String table, long snapshot) {
    table(table).manageSnapshots().rollbackTo(snapshot).commit();
  }

  /** Somebody who may log in with SCRAM. */
  public void createScramUser(String user, String password) {
    administer(
        admin ->
            admin
                .alterUserScramCredentials(
                    List.of(
                        new UserScramCredentialUpsertion(
                            user,
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            password)))
                .all());
  }

  public void deleteTopic(String topic) {
    administer(admin -> admin.deleteTopics(List.of(topic)).all());
  }

  /** Lets Kafka forget a table's events before the offset, as retention does. */
  public void expire(String table, long before) {
    TopicPartition partition = new TopicPartition(name + ".public." + table, 0);
    administer(
        admin ->
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all());
  }

  /** Lets Kafka remove all events of a table's topic but the last of each key. */
  public void compact(String table) {
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete"),
            AlterConfigOp.OpType.SET);
    administer(
        admin ->
            admin
                .incrementalAlterConfigs(
                    Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic(table)), List.of(set)))
                .all());
  }

  /** Gives a table's topic more partitions; what is in it stays in the first. */
  public void spread(String table, int partitions) {
    administer(
        admin ->
            admin
                .createPartitions(Map.of(topic(table), NewPartitions.increaseTo(partitions)))
                .all());
  }

  /** Puts another topic of the same name, with as many messages, in the place of a table's. */
  public void makeAnew(String table) {
    long messages = recorded(table).end();
    administer(admin -> admin.deleteTopics(List.of(topic(table))).all());
    createTopics(bootstrapServers, List.of(topic(table)));
    for (long i = 0; i < messages; i++) {
      var unused = producer.send(new ProducerRecord<>(topic(table), 0, AccountEvents.key(i), null));
    }
    producer.flush();
  }

  private RecordedTable recorded(String table) {
    return tables.stream().filter(at -> at.name().equals(table)).findFirst().orElseThrow();
  }

  private String topic(String table) {
    return recorded(table).topic();
  }

  private void administer(Function<Admin, KafkaFuture<Void>> what) {
    try (Admin admin = admin(bootstrapServers)) {
      what.apply(admin).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Admin admin(String bootstrapServers) {
    return Admin.create(
        Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /**
   * What the command says.
   *
   * @param action retry, discard or remove
   * @param ids of letters, empty for all
   */
  public String letters(String action, List<String> ids) {
    producer.flush();
    return LetterCommands.run(config, source, action, ids);
  }

  /** Key, balance and filler of a table's rows. */
  public List<String> rows(String table) {
    return spark
        .table(id(table).quoted())
        .selectExpr("concat_ws(' ', aid, abalance, filler)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** A process that dies takes its query with it. */
  private void stopQueries() {
    for (StreamingQuery query : spark.streams().active()) {
      if (String.valueOf(query.name()).endsWith("-" + name)) {
        try {
          query.stop();
        } catch (TimeoutException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** What is wrong with the states that were published since the last time. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (RecordedTable recorded : tables) {
      Table table = table(recorded.name());
      problems.addAll(
          new PublishedStates(table, recorded, name)
              .problemsAfter(looked.getOrDefault(recorded.name(), -1L)));
      if (table.currentSnapshot() != null) {
        looked.put(recorded.name(), table.currentSnapshot().snapshotId());
      }
    }
    return problems;
  }

  /** The tables that do not hold everything that was written. */
  public List<String> behind() {
    List<String> behind = new ArrayList<>();
    for (RecordedTable recorded : tables) {
      long held = ledger(recorded.name()).next().getOrDefault(0, 0L);
      // A tombstone at the end is no reason for a commit.
      if (recorded.eventsBetween(held, recorded.end()) > 0) {
        behind.add("%s holds %d of %d".formatted(recorded.name(), held, recorded.end()));
      }
    }
    return behind;
  }

  /** What the table says that it holds. */
  public Ledger ledger(String table) {
    return lake.open(id(table)).state().findLedger(name).orElse(Ledger.empty(topic(table)));
  }

  Table table(String table) {
    return Spark3Util.loadIcebergCatalog(spark, source.namespace().catalog())
        .loadTable(TableIdentifier.of(source.namespace().levels().get(0), table));
  }

  @Override
  public void close() {
    producer.close();
  }
}
