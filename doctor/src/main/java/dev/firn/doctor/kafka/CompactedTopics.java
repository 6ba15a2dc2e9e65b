package dev.firn.doctor.kafka;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether Kafka keeps every event, and not only the last of each key. */
final class CompactedTopics implements Probe<Facts> {

  private static final String POLICY = "cleanup.policy";

  @Override
  public String name() {
    return "kafka.compaction";
  }

  @Override
  public String finds() {
    return "topics of changes that are compacted, so that values that later events leave out are"
        + " lost";
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
      String policy = topic.setting(POLICY);
      if (policy != null && policy.contains("compact")) {
        found.add(
            Finding.error(
                name(),
                "topic %s has %s=%s: Kafka removes events before they are applied, and firn cdc refuses to begin"
                    .formatted(topic.name(), POLICY, policy),
                Remedy.run(new KafkaCalls(cluster).set(topic.name(), POLICY, "delete"))));
      }
    }
    return found;
  }
}
