package dev.firn.cdc.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.cdc.error.TableGap;
import dev.firn.cdc.kafka.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream goes on, by the ledgers of the tables and not by any checkpoint.
 *
 * @param next per partition, the first offset to read
 * @param begun per table name and Kafka partition, what is found to be the first event that the
 *     table needs, though Kafka has lost others before it
 * @param gaps per table name, why it cannot go on while others do
 */
public record StartOffsets(
    Map<TopicPartition, Long> next,
    SortedMap<String, SortedMap<Integer, Long>> begun,
    SortedMap<String, TableGap> gaps) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Judges events that Kafka no longer has and that are in no ledger. */
  @FunctionalInterface
  interface Losses {
    /** True if the table lacks none of what was before the range. */
    boolean losesNothing(String table, TopicPartition partition, Range range);

    /** True if somebody knows that the table lacks nothing. */
    default boolean isAccepted(String table) {
      return false;
    }
  }

  /**
   * @param needs per table name; two tables can share a topic
   * @param ranges every partition that will be subscribed, and what Kafka still has of it
   * @param ids per topic, what Kafka calls it and no later one of the same name; empty if unknown
   * @throws DataGapException if events that every table still needs are gone
   */
  static StartOffsets of(
      String source,
      Map<String, RequiredOffsets> needs,
      Map<TopicPartition, Range> ranges,
      Map<String, String> ids,
      Losses losses) {
    Map<TopicPartition, Long> next = new HashMap<>();
    SortedMap<String, SortedMap<Integer, Long>> begun = new TreeMap<>();
    TableGaps gaps = new TableGaps(source);
    needs.forEach(
        (table, need) -> {
          Ledger ledger = need.ledger();
          if (TableLedger.isOfOther(ledger, ids.getOrDefault(ledger.topic(), ""))) {
            gaps.addRecreated(table, ledger);
            return;
          }
          gaps.addUnreachable(table, need, ranges, losses.isAccepted(table));
          int partitions = partitions(ledger.topic(), ranges);
          if (need.isSpreadSince(partitions)) {
            gaps.addSpread(table, ledger, partitions);
          }
          ranges.forEach(
              (id, range) -> {
                if (!id.topic().equals(ledger.topic())) {
                  return;
                }
                if (need.recreated() || range.earliest() > need.first(id.partition())) {
                  if (losses.losesNothing(table, id, range)) {
                    begun
                        .computeIfAbsent(table, name -> new TreeMap<>(need.begun()))
                        .put(id.partition(), range.earliest());
                  } else {
                    gaps.addLost(table, need, id, range);
                  }
                }
                long offset = ledger.next().getOrDefault(id.partition(), range.earliest());
                next.merge(id, Math.max(offset, range.earliest()), Math::min);
              });
        });
    gaps.requireOneWithout(needs.keySet());
    begun.keySet().removeAll(gaps.all().keySet());
    ranges.forEach((id, range) -> next.putIfAbsent(id, range.earliest()));
    return new StartOffsets(next, begun, gaps.all());
  }

  private static int partitions(String topic, Map<TopicPartition, Range> ranges) {
    return Math.toIntExact(ranges.keySet().stream().filter(id -> id.topic().equals(topic)).count());
  }

  /** The form that Spark's Kafka source takes. */
  public String toJson() {
    Map<String, Map<Integer, Long>> topics = new TreeMap<>();
    next.forEach(
        (id, offset) ->
            topics
                .computeIfAbsent(id.topic(), topic -> new TreeMap<>())
                .put(id.partition(), offset));
    ObjectNode root = JSON.createObjectNode();
    topics.forEach(
        (topic, partitions) -> {
          ObjectNode node = root.putObject(topic);
          partitions.forEach((partition, offset) -> node.put(partition.toString(), offset));
        });
    return root.toString();
  }
}
