package dev.firn.doctor.kafka;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at each topic of a source by itself. */
abstract class TopicProbe implements Probe<Facts> {

  @Override
  public final List<Finding> look(Facts facts) {
    Optional<KafkaFacts> kafka = facts.kafka().find();
    KafkaClusterConfig cluster = facts.cluster();
    List<Finding> found = new ArrayList<>();
    if (kafka.isPresent() && cluster != null) {
      KafkaCalls calls = new KafkaCalls(cluster);
      kafka.get().topics().values().forEach(topic -> look(topic, calls, found));
    }
    return found;
  }

  /**
   * @param calls that mend what is found
   */
  abstract void look(Topic topic, KafkaCalls calls, List<Finding> found);
}
