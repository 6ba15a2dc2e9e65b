package dev.firn.doctor.kafka;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.ConnectorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether topics take events of large rows. */
final class SmallMessages implements Probe<Facts> {

  private static final String BYTES = "max.message.bytes";

  @Override
  public String name() {
    return "kafka.message-size";
  }

  @Override
  public String finds() {
    return "topics that refuse events of less than 16 MiB, at which the connector stops";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<KafkaFacts> kafka = facts.kafka().find();
    KafkaClusterConfig cluster = facts.cluster();
    List<Finding> found = new ArrayList<>();
    if (kafka.isEmpty() || cluster == null) {
      return found;
    }
    for (Topic topic : kafka.get().topics().values()) {
      long bytes = topic.number(BYTES, ConnectorOptions.LARGEST_EVENT_BYTES);
      if (bytes < ConnectorOptions.LARGEST_EVENT_BYTES) {
        found.add(
            Finding.warning(
                name(),
                "topic %s refuses events of more than %d KiB (%s), and the connector stops at the first one"
                    .formatted(topic.name(), bytes >> 10, BYTES),
                Remedy.run(
                    new KafkaCalls(cluster)
                        .set(
                            topic.name(),
                            BYTES,
                            Integer.toString(ConnectorOptions.LARGEST_EVENT_BYTES)))));
      }
    }
    return found;
  }
}
