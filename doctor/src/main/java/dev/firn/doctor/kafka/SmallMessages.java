package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import dev.firn.source.ConnectorOptions;
import java.util.List;

/** Whether topics take events of large rows. */
final class SmallMessages extends TopicProbe {

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
  void look(Topic topic, KafkaCalls calls, List<Finding> found) {
    long bytes = topic.number(BYTES, ConnectorOptions.LARGEST_EVENT_BYTES);
    if (bytes < ConnectorOptions.LARGEST_EVENT_BYTES) {
      found.add(
          Finding.warning(
              name(),
              "topic %s refuses events of more than %d KiB (%s), and the connector stops at the first one"
                  .formatted(topic.name(), bytes >> 10, BYTES),
              Remedy.run(
                  calls.set(
                      topic.name(),
                      BYTES,
                      Integer.toString(ConnectorOptions.LARGEST_EVENT_BYTES)))));
    }
  }
}
