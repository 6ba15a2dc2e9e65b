package dev.firn.cdc;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param untilIdle stop when nothing new came for so long; null to go on for ever
 * @param once stop when everything that is there now is applied
 * @param topicTimeout how long to wait for the first topic of the source
 * @param home what a relative checkpoint directory is relative to
 */
record StreamSettings(
    SourceConfig source,
    KafkaClusterConfig kafka,
    Duration triggerInterval,
    int batchSize,
    @Nullable Duration untilIdle,
    boolean once,
    Duration topicTimeout,
    Path home,
    String runId) {

  /** The consumer group that lag tools look at. */
  String group() {
    return kafka.consumerGroupPrefix() + "-" + source.name();
  }
}
