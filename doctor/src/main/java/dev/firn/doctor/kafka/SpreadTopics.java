package dev.firn.doctor.kafka;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Whether the order of a table's changes is kept. */
final class SpreadTopics implements Probe<Facts> {

  @Override
  public String name() {
    return "kafka.partitions";
  }

  @Override
  public String finds() {
    return "topics of several partitions, between which truncates and changes of keys have no order,"
        + " and topics that have gained some";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    KafkaClusterConfig cluster = facts.cluster();
    for (Followed table : Followed.of(facts)) {
      Topic topic = table.topic();
      if (topic == null || cluster == null) {
        continue;
      }
      int partitions = topic.partitions().size();
      List<String> name = List.of(table.source().name());
      if (table.hasBegun()
          && table.ledger().filter(ledger -> ledger.isOutgrownBy(partitions)).isPresent()) {
        found.add(
            Finding.error(
                name(),
                "topic %s has %d partitions since changes were applied from %d: later changes of a row may overtake earlier ones"
                    .formatted(
                        topic.name(),
                        partitions,
                        table.ledger().map(ledger -> ledger.partitions()).orElse(0)),
                Remedy.run(Reload.of(facts.config().name(), name))));
      } else if (partitions > 1) {
        String evidence =
            "topic %s has %d partitions, between which Kafka keeps no order: %s"
                .formatted(
                    topic.name(),
                    partitions,
                    table.contract().hasKey()
                        ? "a TRUNCATE, or a change of a key that leaves values out, puts "
                            + table.source()
                            + " aside"
                        : table.source() + " has no key by which its changes stay in order");
        Remedy remedy =
            Remedy.advice("stop the connector")
                .thenRun(new KafkaCalls(cluster).delete(topic.name()))
                .thenAdvice("start the connector, which makes the topic with one partition")
                .thenRun(Reload.of(facts.config().name(), name));
        found.add(
            table.contract().hasKey()
                ? Finding.warning(name(), evidence, remedy)
                : Finding.error(name(), evidence, remedy));
      }
    }
    return found;
  }
}
