package dev.firn.cdc.ledger;

import dev.firn.cdc.event.ReloadCommand;
import dev.firn.cdc.kafka.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The tables of a source that cannot go on because events are gone, each with what to do. */
final class TableGaps {

  private final String source;
  private final SortedMap<String, String> gaps = new TreeMap<>();

  TableGaps(String source) {
    this.source = source;
  }

  /** An offset means nothing in a topic that was recreated, however many events it has. */
  void addRecreated(String table, Ledger ledger) {
    add(
        table,
        "it holds topic "
            + ledger.topic()
            + " up to "
            + ledger.next()
            + ", and that topic was deleted and recreated. "
            + reload(table));
  }

  /** What the table holds and Kafka does not have was not written by this topic. */
  void addUnreachable(String table, Ledger ledger, Map<TopicPartition, Range> ranges) {
    ledger
        .next()
        .forEach(
            (partition, offset) -> {
              TopicPartition id = new TopicPartition(ledger.topic(), partition);
              Range range = ranges.get(id);
              if (range == null || offset > range.end()) {
                add(table, recreated(table, id, offset, range));
              }
            });
  }

  private String recreated(String table, TopicPartition id, long offset, @Nullable Range range) {
    return "it holds "
        + id
        + " up to offset "
        + offset
        + ", and "
        + (range == null ? "the topic is gone" : "the topic ends at " + range.end())
        + ". It was deleted or recreated. "
        + reload(table);
  }

  /**
   * Later changes of a key may come in another partition than its earlier ones, and Kafka keeps an
   * order within a partition only.
   */
  void addSpread(String table, Ledger ledger, int partitions) {
    add(table, spread(ledger, partitions) + reload(table));
  }

  static String spread(Ledger ledger, int partitions) {
    return "topic "
        + ledger.topic()
        + " had "
        + ledger.partitions()
        + " partitions when its events were applied last and has "
        + partitions
        + " now, so changes of a key may be in two of them, between which Kafka keeps no order."
        + " Restart the connector, whose producer goes on with the old number for minutes. ";
  }

  void addLost(String table, RequiredOffsets need, TopicPartition id, Range range) {
    add(
        table,
        need.holds(id.partition())
            ? lost(need.first(id.partition()), id, range) + reload(table)
            : unproven(need, id, range)
                + reload(table)
                + " If you know that they are older than the load, start with --accept-gap "
                + ReloadCommand.argument(table)
                + " instead.");
  }

  private static String lost(long first, TopicPartition id, Range range) {
    return "it needs offset "
        + first
        + " of "
        + id
        + ", the topic starts at "
        + range.earliest()
        + ", so "
        + (range.earliest() - first)
        + " events are gone. ";
  }

  private static String unproven(RequiredOffsets need, TopicPartition id, Range range) {
    return (need.recreated()
            ? "topic " + id.topic() + " was deleted and recreated"
            : "events of " + id + " before offset " + range.earliest() + " are gone")
        + ", and nothing shows that its load has seen what was there. ";
  }

  private void add(String table, String why) {
    gaps.putIfAbsent(table, why);
  }

  private String reload(String table) {
    return "Reload it with " + ReloadCommand.of(source, table) + ", then start again.";
  }

  /**
   * @throws DataGapException if there is one
   */
  void requireNone() {
    if (gaps.isEmpty()) {
      return;
    }
    if (gaps.size() == 1) {
      throw new DataGapException(
          "Cannot go on with " + gaps.firstKey() + ": " + gaps.get(gaps.firstKey()));
    }
    StringBuilder all = new StringBuilder("Cannot go on with " + gaps.size() + " tables:");
    gaps.forEach((table, why) -> all.append("\n- ").append(table).append(": ").append(why));
    throw new DataGapException(all.toString());
  }
}
