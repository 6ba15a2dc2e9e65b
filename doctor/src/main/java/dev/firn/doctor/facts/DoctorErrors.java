package dev.firn.doctor.facts;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.ErrorCode;
import dev.firn.error.UnavailableException;

/** What keeps the doctor from looking. */
final class DoctorErrors {

  private DoctorErrors() {}

  static UnavailableException kafkaDoesNotAnswer(KafkaClusterConfig cluster, Throwable cause) {
    return UnavailableException.transientFailure(
        ErrorCode.KAFKA_GIVES_NO_ANSWER,
        "Cannot ask Kafka cluster %s at %s: %s. Check bootstrap_servers and properties in kafka_clusters.yaml, and that the brokers run."
            .formatted(cluster.name(), cluster.bootstrapServers(), cause.getMessage()),
        cause instanceof Exception failure ? failure : null);
  }
}
