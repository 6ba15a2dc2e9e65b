package dev.firn.doctor.facts;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a Kafka cluster for the topics of a source. */
public record KafkaReader(
    KafkaClusterConfig cluster, SourceConfig source, Duration patience, Clock clock) {

  /** Of how old events are there is asked in these steps. */
  private static final List<Duration> AGES =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofHours(24),
          Duration.ofDays(3));

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

  public KafkaFacts read() throws Exception {
    Properties properties = new Properties();
    properties.putAll(cluster.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    String millis = Long.toString(patience.toMillis());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    try (Admin admin = Admin.create(properties)) {
      return read(admin);
    } catch (ExecutionException e) {
      throw DoctorErrors.kafkaDoesNotAnswer(cluster, e.getCause() == null ? e : e.getCause());
    }
  }

  private KafkaFacts read(Admin admin) throws ExecutionException, InterruptedException {
    KafkaFuture<Integer> brokers = admin.describeCluster().nodes().thenApply(Collection::size);
    Set<String> names = admin.listTopics().names().get();
    List<String> ours = names.stream().filter(this::isOurs).sorted().toList();
    Map<String, TopicDescription> described = admin.describeTopics(ours).allTopicNames().get();
    KafkaFuture<Map<ConfigResource, Config>> settings =
        admin
            .describeConfigs(
                ours.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .all();
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> earliest =
        admin.listOffsets(each(described.values(), OffsetSpec.earliest())).all();
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> latest =
        admin.listOffsets(each(described.values(), OffsetSpec.latest())).all();
    Instant now = clock.instant();
    SortedMap<Duration, KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>>> younger =
        new TreeMap<>();
    for (Duration age : AGES) {
      OffsetSpec from = OffsetSpec.forTimestamp(now.minus(age).toEpochMilli());
      younger.put(age, admin.listOffsets(each(described.values(), from)).all());
    }
    Map<String, Map<Integer, Long>> committed = committed(admin);
    SortedMap<Duration, Map<TopicPartition, ListOffsetsResultInfo>> begun = new TreeMap<>();
    for (Map.Entry<Duration, KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>>> each :
        younger.entrySet()) {
      begun.put(each.getKey(), each.getValue().get());
    }
    Map<TopicPartition, ListOffsetsResultInfo> begins = earliest.get();
    Map<TopicPartition, ListOffsetsResultInfo> ends = latest.get();
    Map<String, Map<String, String>> told = told(settings);
    SortedMap<String, Topic> topics = new TreeMap<>();
    described.forEach(
        (name, topic) -> {
          Map<Integer, Topic.Range> partitions = new HashMap<>();
          topic
              .partitions()
              .forEach(
                  partition -> {
                    TopicPartition id = new TopicPartition(name, partition.partition());
                    long end = Objects.requireNonNull(ends.get(id)).offset();
                    SortedMap<Duration, Long> since = new TreeMap<>();
                    begun.forEach(
                        (age, first) -> {
                          long offset = Objects.requireNonNull(first.get(id)).offset();
                          // Kafka has no younger one.
                          since.put(age, offset < 0 ? end : offset);
                        });
                    partitions.put(
                        partition.partition(),
                        new Topic.Range(
                            Objects.requireNonNull(begins.get(id)).offset(), end, since));
                  });
          Uuid id = topic.topicId();
          topics.put(
              name,
              new Topic(
                  name,
                  id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString(),
                  partitions,
                  told.getOrDefault(name, Map.of())));
        });
    return new KafkaFacts(
        topics,
        names.contains("__debezium-heartbeat." + source.topicPrefix()),
        brokers.get(),
        committed);
  }

  /** Topics of the source's tables, with the names that Debezium makes legal. */
  private boolean isOurs(String topic) {
    String prefix = source.topicPrefix() + "." + source.connection().schema() + ".";
    return topic.startsWith(prefix.replaceAll("[^a-zA-Z0-9._-]", "_"));
  }

  private static Map<TopicPartition, OffsetSpec> each(
      Collection<TopicDescription> topics, OffsetSpec where) {
    Map<TopicPartition, OffsetSpec> each = new HashMap<>();
    topics.forEach(
        topic ->
            topic
                .partitions()
                .forEach(
                    partition ->
                        each.put(new TopicPartition(topic.name(), partition.partition()), where)));
    return each;
  }

  /** Not everybody may look at settings; then nothing is said of them. */
  private static Map<String, Map<String, String>> told(
      KafkaFuture<Map<ConfigResource, Config>> settings) throws InterruptedException {
    Map<String, Map<String, String>> told = new HashMap<>();
    try {
      settings
          .get()
          .forEach(
              (topic, config) -> {
                Map<String, String> values = new HashMap<>();
                for (ConfigEntry entry : config.entries()) {
                  if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                  }
                }
                told.put(topic.name(), values);
              });
    } catch (ExecutionException e) {
      LOG.info("Kafka does not tell the settings of topics: {}", e.toString());
    }
    return told;
  }

  private Map<String, Map<Integer, Long>> committed(Admin admin) throws InterruptedException {
    Map<String, Map<Integer, Long>> committed = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(cluster.consumerGroupPrefix() + "-" + source.name())
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed
                      .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                      .put(partition.partition(), offset.offset());
                }
              });
    } catch (ExecutionException e) {
      LOG.info("Kafka does not tell how far the stream is: {}", e.toString());
    }
    return committed;
  }
}
