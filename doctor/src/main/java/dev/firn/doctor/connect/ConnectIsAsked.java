package dev.firn.doctor.connect;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.List;
import java.util.Optional;

/** Whether anybody knows where Kafka Connect answers. */
final class ConnectIsAsked implements Probe<Facts> {

  @Override
  public String name() {
    return "connect.asked";
  }

  @Override
  public String finds() {
    return "a cluster without `connect_url`, so that nobody looks at the connector";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<KafkaClusterConfig> cluster = facts.findCluster();
    return cluster.isEmpty() || cluster.get().connect() != null
        ? List.of()
        : List.of(
            Finding.info(
                name(),
                "cluster %s does not say where Kafka Connect answers, so that nobody looks at the connector"
                    .formatted(cluster.get().name()),
                Remedy.set(
                    "kafka_clusters."
                        + cluster.get().name()
                        + ".connect_url: http://connect:8083")));
  }
}
