package dev.firn.doctor.facts;

import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.connect.Connector;
import dev.firn.connect.ConnectorStatus;
import dev.firn.health.Answer;
import dev.firn.source.SourceDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What parts of a pipeline have answered, without any of them. */
public final class Asked {

  private static final String POSTGRES = "io.debezium.connector.postgresql.PostgresConnector";

  private final SourceConfig source;
  private final KafkaClusterConfig cluster;

  public Asked(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          shop:
            database_type: postgresql
            kafka_topic_prefix: prod
            iceberg_namespace: shop
            database_connection: {host: h, database: d, username: u, password: p}
        """);
    Files.writeString(
        directory.resolve("kafka_clusters.yaml"),
        """
        kafka_clusters:
          main: {bootstrap_servers: "k:9092", connect_url: "http://c:8083"}
        """);
    ConfigLoader loader = new ConfigLoader(directory, Map.of());
    source = loader.loadSource("shop");
    cluster = loader.loadKafkaCluster(source);
  }

  /** A connector that Firn has written, with one setting that is another. */
  public static Connector connector(String name, String setting, String value) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("connector.class", POSTGRES);
    settings.put("topic.prefix", "prod");
    settings.put("database.dbname", "d");
    settings.put("heartbeat.interval.ms", "10000");
    settings.put(setting, value);
    return new Connector(name, settings);
  }

  public Facts connect(String state, String version, Connector... connectors) {
    Map<String, ConnectorStatus> states = new TreeMap<>();
    for (Connector connector : connectors) {
      states.put(connector.name(), new ConnectorStatus(state, ""));
    }
    return facts(
        Answer.notAsked(),
        Answer.of(
            new ConnectFacts(
                Objects.requireNonNull(cluster.connect()),
                List.of(connectors),
                states,
                Map.of(POSTGRES, version))));
  }

  /** A topic of a table with one partition. */
  public Facts topic(String table, Map<String, String> settings) {
    String name = "prod.public." + table;
    TreeMap<String, Topic> topics = new TreeMap<>();
    topics.put(name, new Topic(name, "id", Map.of(0, new Topic.Range(0, 5)), settings));
    return facts(Answer.of(new KafkaFacts(topics, true, 1, Map.of())), Answer.notAsked());
  }

  /**
   * What is known of this machine.
   *
   * @param ahead how far the database's clock is
   */
  public Facts machine(Disk disk, Duration ahead, Duration uncertainty) {
    SourceFacts database =
        new SourceFacts(
            SourceDatabase.of(source, Clock.systemUTC()),
            List.of(),
            List.of(),
            Optional.of(new SourceFacts.Skew(ahead, uncertainty)));
    return facts(Answer.of(database), Answer.notAsked(), Answer.notAsked(), List.of(disk));
  }

  private Facts facts(Answer<KafkaFacts> kafka, Answer<ConnectFacts> connect) {
    return facts(Answer.notAsked(), kafka, connect, List.of());
  }

  private Facts facts(
      Answer<SourceFacts> database,
      Answer<KafkaFacts> kafka,
      Answer<ConnectFacts> connect,
      List<Disk> disks) {
    return new Facts(
        source,
        cluster,
        database,
        kafka,
        connect,
        Answer.notAsked(),
        disks,
        Instant.parse("2026-11-30T10:00:00Z"));
  }
}
