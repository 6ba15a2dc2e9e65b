package dev.firn.cdc.ledger;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.TableGap;
import dev.firn.cdc.kafka.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The tables of a source that cannot go on because events are gone, the first reason of each. */
final class TableGaps {

  private final String source;
  private final SortedMap<String, TableGap> gaps = new TreeMap<>();

  TableGaps(String source) {
    this.source = source;
  }

  /** An offset means nothing in a topic that was recreated, however many events it has. */
  void addRecreated(String table, Ledger ledger) {
    add(GapErrors.topicWasRecreated(source, table, ledger));
  }

  /**
   * What the table holds and Kafka does not have was not written by this topic.
   *
   * @param accepted true if somebody knows that the table lacks nothing
   */
  void addUnreachable(
      String table, RequiredOffsets need, Map<TopicPartition, Range> ranges, boolean accepted) {
    Ledger ledger = need.ledger();
    ledger
        .next()
        .forEach(
            (partition, offset) -> {
              TopicPartition id = new TopicPartition(ledger.topic(), partition);
              Range range = ranges.get(id);
              if (range == null && need.loadedSince()) {
                if (!accepted) {
                  add(GapErrors.nothingShowsWhatWasSeen(source, table, id));
                }
              } else if (range == null || offset > range.end()) {
                Long end = range == null ? null : range.end();
                add(GapErrors.topicIsShorterThanLedger(source, table, id, offset, end));
              }
            });
  }

  /**
   * Later changes of a key may come in another partition than its earlier ones, and Kafka keeps an
   * order within a partition only.
   */
  void addSpread(String table, Ledger ledger, int partitions) {
    add(GapErrors.partitionsWereAdded(source, table, ledger, partitions));
  }

  void addLost(String table, RequiredOffsets need, TopicPartition id, Range range) {
    long earliest = range.earliest();
    if (need.holds(id.partition())) {
      add(GapErrors.eventsAreGone(source, table, id, need.first(id.partition()), earliest));
    } else if (need.recreated()) {
      add(GapErrors.eventsOfRecreatedTopicMayBeGone(source, table, id));
    } else if (need.loadedSince() && range.end() == earliest) {
      add(GapErrors.nothingShowsWhatWasSeen(source, table, id, earliest));
    } else {
      add(GapErrors.eventsMayBeGone(source, table, id, earliest));
    }
  }

  private void add(TableGap gap) {
    gaps.putIfAbsent(gap.table(), gap);
  }

  /** By the tables' names. */
  SortedMap<String, TableGap> all() {
    return gaps;
  }

  /**
   * @throws DataGapException if none of the tables can go on
   */
  void requireOneWithout(Set<String> tables) {
    if (!gaps.isEmpty() && gaps.keySet().containsAll(tables)) {
      throw GapErrors.tablesCannotGoOn(gaps.values());
    }
  }
}
