package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.Topic;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Whether Kafka has removed what a table has not got yet. */
final class LostEvents implements Probe<Facts> {

  @Override
  public String name() {
    return "kafka.lost-events";
  }

  @Override
  public String finds() {
    return "events that Kafka has removed before they were applied";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (Followed table : Followed.of(facts)) {
      Topic topic = table.topic();
      if (topic == null || !table.hasBegun() || !isSame(table, topic)) {
        continue;
      }
      topic
          .partitions()
          .forEach(
              (partition, range) -> {
                long next = table.next(partition);
                if (next < range.earliest() || next > range.end()) {
                  found.add(
                      Finding.error(
                          name(),
                          ExitCode.DATA_GAP,
                          "%s needs offset %d of %s-%d, which has %d to %d"
                              .formatted(
                                  table.source(),
                                  next,
                                  topic.name(),
                                  partition,
                                  range.earliest(),
                                  range.end()),
                          Remedy.run(
                              Reload.of(facts.config().name(), List.of(table.source().name())))));
                }
              });
    }
    return found;
  }

  /** Of another topic NoTopics tells. */
  private static boolean isSame(Followed table, Topic topic) {
    String known = table.ledger().map(ledger -> ledger.topicId()).orElse("");
    return known.isEmpty() || topic.id().isEmpty() || known.equals(topic.id());
  }
}
