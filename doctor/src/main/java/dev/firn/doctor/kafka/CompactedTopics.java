package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import java.util.List;

/** Whether Kafka keeps every event, and not only the last of each key. */
final class CompactedTopics extends TopicProbe {

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
  void look(Topic topic, KafkaCalls calls, List<Finding> found) {
    String policy = topic.setting(POLICY);
    if (policy != null && policy.contains("compact")) {
      found.add(
          Finding.error(
              name(),
              "topic %s has %s=%s: Kafka removes events before they are applied, and firn cdc refuses to begin"
                  .formatted(topic.name(), POLICY, policy),
              Remedy.run(calls.set(topic.name(), POLICY, "delete"))));
    }
  }
}
