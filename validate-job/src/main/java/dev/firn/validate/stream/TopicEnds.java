package dev.firn.validate.stream;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.UnavailableException;
import dev.firn.lake.Ledger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka where topics end now; it is connected to when it is asked first. */
final class TopicEnds implements AutoCloseable {

  private static final String TIMEOUT_MILLIS = "15000";

  private final KafkaClusterConfig cluster;
  private @Nullable Admin admin;

  TopicEnds(KafkaClusterConfig cluster) {
    this.cluster = cluster;
  }

  /**
   * Where a topic ends.
   *
   * @param topicId what Kafka calls it and no later one of the name; empty if it is not there, or
   *     if the cluster is too old to tell
   * @param next per partition, the offset of the next event
   */
  record Ends(String topicId, Map<Integer, Long> next) {

    Ends {
      next = Map.copyOf(next);
    }

    /** True if it may be the topic of which a ledger tells. */
    boolean isOf(Ledger ledger) {
      boolean isGone = next.isEmpty() && !ledger.next().isEmpty();
      boolean isOther =
          !topicId.isEmpty() && !ledger.topicId().isEmpty() && !topicId.equals(ledger.topicId());
      return !isGone && !isOther;
    }
  }

  /**
   * Where a topic ends now.
   *
   * @throws UnavailableException if Kafka does not answer
   */
  synchronized Ends of(String topic) {
    try {
      TopicDescription found =
          Objects.requireNonNull(
              admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic));
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      found
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
      Map<Integer, Long> ends = new HashMap<>();
      admin()
          .listOffsets(latest)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      Uuid id = found.topicId();
      return new Ends(id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString(), ends);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return new Ends("", Map.of());
      }
      throw StreamProgressErrors.kafkaDoesNotTell(cluster, topic, e);
    } catch (KafkaException e) {
      throw StreamProgressErrors.kafkaDoesNotTell(cluster, topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StreamProgressErrors.kafkaDoesNotTell(cluster, topic, e);
    }
  }

  private Admin admin() {
    Admin connected = admin;
    if (connected == null) {
      Properties properties = new Properties();
      properties.putAll(cluster.properties());
      properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
      properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
      connected = Admin.create(properties);
      admin = connected;
    }
    return connected;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
