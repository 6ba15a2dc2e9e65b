package dev.firn.cdc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.cdc.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream goes on, by the ledgers of the tables and not by any checkpoint.
 *
 * @param next per partition, the first offset to read
 */
record StartOffsets(Map<TopicPartition, Long> next) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param ledgers per table name, what the table holds, empty for one to which nothing was applied
   *     yet; two tables can share a topic
   * @param ranges every partition that will be subscribed, and what Kafka still has of it
   * @param ids per topic, what Kafka calls it and no later one of the same name; empty if unknown
   * @throws DataGapException if events that a table still needs are gone
   */
  static StartOffsets of(
      String source,
      Map<String, Ledger> ledgers,
      Map<TopicPartition, Range> ranges,
      Map<String, String> ids) {
    Map<TopicPartition, Long> next = new HashMap<>();
    ledgers.forEach(
        (table, ledger) -> {
          requireSameTopic(source, table, ledger, ids.getOrDefault(ledger.topic(), ""));
          requireReachable(source, table, ledger, ranges);
          ranges.forEach(
              (id, range) -> {
                if (id.topic().equals(ledger.topic())) {
                  long offset = ledger.next().getOrDefault(id.partition(), range.earliest());
                  next.merge(id, offset, Math::min);
                }
              });
        });
    ranges.forEach((id, range) -> next.putIfAbsent(id, range.earliest()));
    return new StartOffsets(next);
  }

  /** An offset means nothing in a topic that was made anew, however many events it has. */
  private static void requireSameTopic(String source, String table, Ledger ledger, String id) {
    if (!id.isEmpty() && !ledger.topicId().isEmpty() && !id.equals(ledger.topicId())) {
      throw new DataGapException(
          "Cannot go on with "
              + table
              + ": it holds topic "
              + ledger.topic()
              + " up to "
              + ledger.next()
              + ", and that topic was deleted and made anew. "
              + reload(source, table));
    }
  }

  private static void requireReachable(
      String source, String table, Ledger ledger, Map<TopicPartition, Range> ranges) {
    ledger
        .next()
        .forEach(
            (partition, offset) -> {
              TopicPartition id = new TopicPartition(ledger.topic(), partition);
              Range range = ranges.get(id);
              if (range == null || offset > range.end()) {
                throw recreated(source, table, id, offset, range);
              }
              if (offset < range.earliest()) {
                throw gone(source, table, id, offset, range);
              }
            });
  }

  private static DataGapException gone(
      String source, String table, TopicPartition id, long needed, Range range) {
    return new DataGapException(
        "Cannot go on with "
            + table
            + ": it needs offset "
            + needed
            + " of "
            + id
            + ", the topic starts at "
            + range.earliest()
            + ", so "
            + (range.earliest() - needed)
            + " events are gone. "
            + reload(source, table));
  }

  private static DataGapException recreated(
      String source,
      String table,
      TopicPartition id,
      long needed,
      @org.jspecify.annotations.Nullable Range range) {
    return new DataGapException(
        "Cannot go on with "
            + table
            + ": it holds "
            + id
            + " up to offset "
            + needed
            + ", and "
            + (range == null ? "the topic is gone" : "the topic ends at " + range.end())
            + ". It was deleted or made anew. "
            + reload(source, table));
  }

  private static String reload(String source, String table) {
    return "Reload it with firn bulk-load --source "
        + source
        + " --table-filter "
        + table
        + " --no-resume, then start again.";
  }

  /** The form that Spark's Kafka source takes. */
  String toJson() {
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
