package dev.firn.validate.stream;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.ErrorCode;
import dev.firn.error.UnavailableException;

/** What can go wrong while it is asked how far a stream is, as an operator reads it. */
final class StreamProgressErrors {

  private StreamProgressErrors() {}

  /** Kafka that does not say where a topic ends. */
  static UnavailableException kafkaDoesNotTell(
      KafkaClusterConfig cluster, String topic, Exception cause) {
    return UnavailableException.transientFailure(
        ErrorCode.KAFKA_GIVES_NO_ANSWER,
        "Cannot ask Kafka cluster "
            + cluster.name()
            + " where topic "
            + topic
            + " ends: "
            + cause.getMessage()
            + ". Check bootstrap_servers in kafka_clusters.yaml, or compare without the stream by"
            + " --wait 0.",
        cause);
  }
}
