package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the topics are there from which tables were fed, and are the same ones. */
final class NoTopics implements Probe<Facts> {

  @Override
  public String name() {
    return "kafka.topics";
  }

  @Override
  public String finds() {
    return "topics that are gone or were made again, and a connector that has never sent anything";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<KafkaFacts> kafka = facts.kafka().find();
    List<Followed> tables = Followed.of(facts);
    List<Finding> found = new ArrayList<>();
    if (kafka.isEmpty() || tables.isEmpty()) {
      return found;
    }
    if (kafka.get().topics().isEmpty() && !kafka.get().hasHeartbeat()) {
      found.add(
          Finding.warning(
              name(),
              "Kafka has no topic of "
                  + facts.config().topicPrefix()
                  + ", not even a heartbeat: no connector of the source has ever run",
              Remedy.advice("deploy the connector that the load has written")));
    }
    for (Followed table : tables) {
      boolean isGone = table.topic() == null;
      if (table.hasBegun() && (isGone || isOther(table))) {
        found.add(
            Finding.error(
                name(),
                ExitCode.DATA_GAP,
                "topic %s of %s %s, and nobody knows what of it was never applied"
                    .formatted(
                        table.topicName(),
                        table.source(),
                        isGone ? "is gone" : "was deleted and made again"),
                Remedy.run(Reload.of(facts.config().name(), List.of(table.source().name())))));
      }
    }
    return found;
  }

  private static boolean isOther(Followed table) {
    String known = table.ledger().map(ledger -> ledger.topicId()).orElse("");
    return table.topic() != null
        && !known.isEmpty()
        && !table.topic().id().isEmpty()
        && !known.equals(table.topic().id());
  }
}
