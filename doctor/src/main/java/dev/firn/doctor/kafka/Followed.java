package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.doctor.facts.Topic;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.TableId;
import dev.firn.schema.Routes;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lake table whose changes are needed, and the topic on which they come.
 *
 * @param topic null if there is none yet
 * @param ledger what of the topic the table holds; empty if nothing of it was applied
 * @param isLoadedSince true if a load has replaced the rows since, so that what was lost by then is
 *     in them
 */
record Followed(
    TableMapping contract,
    String topicName,
    @Nullable Topic topic,
    Optional<Ledger> ledger,
    Map<Integer, Long> begun,
    boolean isLoadedSince) {

  /** All of a source, if Kafka and the lake have answered. */
  static List<Followed> of(Facts facts) {
    Optional<KafkaFacts> kafka = facts.kafka().find();
    List<Followed> all = new ArrayList<>();
    if (kafka.isEmpty()) {
      return all;
    }
    String stream = facts.config().name();
    for (LakeFacts.Held held : facts.ownTables()) {
      LakeTable table = held.table();
      if (table.state().findUnfollowed().isEmpty() && table.state().findGap().isEmpty()) {
        TableMapping contract = held.contract().orElseThrow();
        String topic =
            Routes.of(contract.source(), facts.config().namespace(), facts.config().topicPrefix())
                .topic();
        all.add(
            new Followed(
                contract,
                topic,
                kafka.get().topics().get(topic),
                table.state().findLedger(stream),
                table
                    .state()
                    .findBegun(stream)
                    .<Map<Integer, Long>>map(Ledger::next)
                    .orElse(Map.of()),
                table.isLoadedAfter(TableProperty.ledger(stream))));
      }
    }
    return all;
  }

  TableId source() {
    return contract.source();
  }

  /** The first event of a partition that the table does not have yet. */
  long next(int partition) {
    return Math.max(
        ledger.map(held -> held.next().getOrDefault(partition, 0L)).orElse(0L),
        begun.getOrDefault(partition, 0L));
  }

  /** True if the table has rows by events of the topic, and needs those that follow. */
  boolean hasBegun() {
    return !isLoadedSince && ledger.filter(held -> !held.next().isEmpty()).isPresent();
  }

  /** Events that are in Kafka and not in the table. */
  long waiting() {
    return topic == null
        ? 0
        : topic.partitions().entrySet().stream()
            .mapToLong(
                each ->
                    Math.max(
                        0,
                        each.getValue().end()
                            - Math.max(next(each.getKey()), each.getValue().earliest())))
            .sum();
  }
}
