package dev.firn.cdc.kafka;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.DataGapException;
import dev.firn.error.UnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What the consumer asks Kafka beside reading: which topics there are, and how far they reach. */
public final class KafkaTopics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final String TIMEOUT_MILLIS = "15000";

  private final Admin admin;
  private final KafkaClusterConfig cluster;

  /** Per topic, what the cluster called it when it was asked first. */
  private final Map<String, String> first = new ConcurrentHashMap<>();

  /** Per topic, how many partitions it had when it was asked last. */
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

  private KafkaTopics(Admin admin, KafkaClusterConfig cluster) {
    this.admin = admin;
    this.cluster = cluster;
  }

  /** The range of offsets that Kafka still has, the end exclusive. */
  public record Range(long earliest, long end) {}

  public static KafkaTopics connect(KafkaClusterConfig cluster) {
    Properties properties = new Properties();
    properties.putAll(cluster.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    try {
      return new KafkaTopics(Admin.create(properties), cluster);
    } catch (KafkaException e) {
      throw StreamErrors.clusterIsUnusable(cluster, e);
    }
  }

  public SortedSet<String> names() {
    return new TreeSet<>(ask("list the topics", admin.listTopics().names()));
  }

  /**
   * What the cluster calls each topic now, and no later one of the same name; empty if the cluster
   * is too old to tell.
   */
  public Map<String, String> ids(Collection<String> topics) {
    Map<String, String> ids = new HashMap<>();
    ask("describe the topics", admin.describeTopics(topics).allTopicNames())
        .forEach((topic, found) -> ids.put(topic, note(topic, found)));
    ids.forEach(first::putIfAbsent);
    return ids;
  }

  /** What the cluster called the topic when it was asked first, and how far it is spread. */
  public TopicIdentity identityOf(String topic) {
    String known = first.get(topic);
    String id = known == null ? ids(List.of(topic)).getOrDefault(topic, "") : known;
    return new TopicIdentity(id, partitions.getOrDefault(topic, 1));
  }

  private String note(String topic, TopicDescription found) {
    partitions.put(topic, found.partitions().size());
    return text(found.topicId());
  }

  /**
   * To be called when events were read and before they are applied: then they are of the topics
   * that were meant, or nothing of them is applied.
   *
   * @param needed the topics of tables; what happens to others does not matter
   * @throws DataGapException if one of these was deleted or recreated since it was asked for first
   */
  public void requireSame(Set<String> needed) {
    Set<String> known = new HashSet<>(first.keySet());
    known.retainAll(needed);
    admin
        .describeTopics(known)
        .topicNameValues()
        .forEach(
            (topic, answer) -> {
              String now = idOf(topic, answer);
              if (now == null || !now.equals(first.get(topic))) {
                throw GapErrors.topicWasDeletedWhileRead(topic, now != null);
              }
            });
  }

  private @Nullable String idOf(String topic, KafkaFuture<TopicDescription> answer) {
    try {
      return note(topic, answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw StreamErrors.clusterRefuses("describe topic " + topic, cluster, e);
    } catch (InterruptedException e) {
      throw interrupted("describe topic " + topic, e);
    }
  }

  private static String text(@Nullable Uuid id) {
    return id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString();
  }

  public Map<TopicPartition, Range> ranges(Collection<String> topics) {
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    ask("describe the topics", admin.describeTopics(topics).allTopicNames())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        partition -> {
                          TopicPartition id = new TopicPartition(topic, partition.partition());
                          earliest.put(id, OffsetSpec.earliest());
                          latest.put(id, OffsetSpec.latest());
                        }));
    Map<TopicPartition, ListOffsetsResultInfo> starts =
        ask("read the first offsets", admin.listOffsets(earliest).all());
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        ask("read the last offsets", admin.listOffsets(latest).all());
    Map<TopicPartition, Range> ranges = new HashMap<>();
    starts.forEach(
        (partition, start) -> {
          ListOffsetsResultInfo end = ends.get(partition);
          ranges.put(partition, new Range(start.offset(), end == null ? 0 : end.offset()));
        });
    return ranges;
  }

  /** True if the topic is there, and Kafka has all events that were ever in it. */
  public boolean isComplete(String topic) {
    return names().contains(topic)
        && ranges(List.of(topic)).values().stream().allMatch(range -> range.earliest() == 0);
  }

  /**
   * Those of the topics of which Kafka may remove events that are not the last of their keys; none
   * if it does not say.
   */
  public SortedSet<String> compacted(Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    SortedSet<String> compacted = new TreeSet<>();
    try {
      ask("read the settings of the topics", admin.describeConfigs(resources).all())
          .forEach(
              (topic, config) -> {
                ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
                if (policy != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                  compacted.add(topic.name());
                }
              });
    } catch (UnavailableException e) {
      LOG.warn("Nobody can tell whether topics are compacted: {}", e.getMessage());
    }
    return compacted;
  }

  /** For lag tools only: the ledgers decide where a stream goes on, so a failure is just logged. */
  public void commit(String group, Map<TopicPartition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    try {
      ask("commit offsets", admin.alterConsumerGroupOffsets(group, offsets).all());
    } catch (UnavailableException e) {
      // Kafka that is away is said by who reads it.
      Level level = e.isRetryable() ? Level.DEBUG : Level.WARN;
      LOG.atLevel(level).log("Lag tools see old offsets of group {}: {}", group, e.getMessage());
    }
  }

  private <T> T ask(String what, KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw StreamErrors.clusterRefuses(what, cluster, e);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  private static UnavailableException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return StreamErrors.requestWasInterrupted(what, e);
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
