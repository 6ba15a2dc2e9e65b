package dev.firn.cdc.batch;

import dev.firn.cdc.kafka.DriverSecrets;
import dev.firn.cdc.kafka.TravellingStores;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.files.Directory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param untilIdle stop when nothing new came for so long; null to go on for ever
 * @param once stop when everything that is there now is applied
 * @param topicTimeout how long to wait for the first topic of the source
 * @param acceptedGaps tables of which the operator knows that they lack none of the events that
 *     Kafka has lost
 * @param home what a relative checkpoint directory is relative to
 */
public record StreamSettings(
    SourceConfig source,
    KafkaClusterConfig kafka,
    Duration triggerInterval,
    int batchSize,
    @Nullable Duration untilIdle,
    boolean once,
    Duration topicTimeout,
    Set<String> acceptedGaps,
    Directory home,
    String runId) {

  public StreamSettings {
    kafka = TravellingStores.of(kafka);
  }

  /** How Spark is to look for new events; tasks read them without it. */
  public Map<String, String> readerOptions() {
    Map<String, String> options = new HashMap<>();
    DriverSecrets.refer(kafka.properties())
        .forEach((key, value) -> options.put("kafka." + key, value));
    options.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    options.put("kafka.isolation.level", "read_committed");
    options.put("failOnDataLoss", "true");
    options.putAll(pace().readerOptions());
    return options;
  }

  public TriggerPolicy pace() {
    return new TriggerPolicy(batchSize, triggerInterval, once);
  }

  /** The consumer group that lag tools look at. */
  public String group() {
    return kafka.consumerGroupPrefix() + "-" + source.name();
  }
}
