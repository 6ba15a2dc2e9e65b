package dev.firn.cdc.stream;

import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.ConsumerGroup;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.metrics.Metrics;
import dev.firn.model.TableId;
import dev.firn.status.TableStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators and lag tools after batches how far the stream is: in {@code _cdc_status} what
 * was applied, and how many events of each table are waiting. If there is nothing new to say, and
 * nobody else has said anything, nothing is written there.
 */
public final class StreamStatusWriter {

  private static final Logger LOG = LoggerFactory.getLogger(StreamStatusWriter.class);

  private final CapturedTables tables;
  private final LakeTables lake;
  private final TableOutcomes outcomes;
  private final ConsumerGroup group;
  private final StreamGauges gauges;

  /** What the rows say, by the tables' names in the lake. */
  private Map<String, Long> said = new HashMap<>();

  /**
   * @param before what the rows say so far, by the tables' names
   */
  public StreamStatusWriter(
      CapturedTables tables,
      LakeTables lake,
      TableOutcomes outcomes,
      ConsumerGroup group,
      Map<String, TableStatus> before) {
    this.tables = tables;
    this.lake = lake;
    this.outcomes = outcomes;
    this.group = group;
    this.gauges = new StreamGauges(tables, outcomes, before, Metrics.ofProcess());
    before.forEach(
        (name, row) -> {
          if (row.freshness().lagEvents() != null) {
            said.put(name, row.freshness().lagEvents());
          }
        });
  }

  /** To be called when a batch is about to be read. */
  void begins(List<OffsetRange> batch) {
    gauges.begins(batch);
  }

  /**
   * @param start per partition, the offset at which the stream has begun
   * @param read per partition, the offset up to which it has read
   * @param latest per partition, the offset after the last event
   */
  void write(
      Map<TopicPartition, Long> start,
      Map<TopicPartition, Long> read,
      Map<TopicPartition, Long> latest) {
    // Spark does not always say what the latest is; then there is only what was applied.
    if (!latest.isEmpty()) {
      StreamLag lag = StreamLag.between(read, latest);
      lag.report();
      note(lag, start, latest);
    }
    FaultPoint.reached("stream.status.before", "");
    outcomes.write();
    FaultPoint.reached("stream.status.after", "");
    FaultPoint.reached("stream.offsets.before", "");
    group.commit(read);
    FaultPoint.reached("stream.offsets.after", "");
  }

  /** Where no batch comes, nothing else would set right what others have written. */
  void lookInSilence() {
    outcomes.correctOthers(said);
  }

  private void note(
      StreamLag lag, Map<TopicPartition, Long> start, Map<TopicPartition, Long> latest) {
    Set<TableId> quarantined = outcomes.quarantined();
    Map<String, Long> waiting = new HashMap<>();
    tables
        .all()
        .forEach(
            (id, captured) -> {
              StreamLag ofTable =
                  quarantined.contains(id) ? StreamLag.between(held(captured, start), latest) : lag;
              waiting.put(captured.id().name(), ofTable.of(tables.topicOf(id)));
            });
    gauges.waiting(waiting);
    outcomes.waiting(waiting.values().stream().mapToLong(Long::longValue).sum());
    boolean isBehind = waiting.values().stream().anyMatch(events -> events > 0);
    if (isBehind || !waiting.equals(said) || outcomes.areWaiting()) {
      // All rows are in one file: what is written for one can be written for all.
      outcomes.behind(waiting);
      said = waiting;
    }
  }

  /** A table that was quarantined has applied nothing of what was read since. */
  private Map<TopicPartition, Long> held(CapturedTable captured, Map<TopicPartition, Long> start) {
    Map<TopicPartition, Long> held = new HashMap<>(start);
    try {
      lake.find(captured.id())
          .flatMap(table -> table.state().findLedger(captured.stream()))
          .ifPresent(
              ledger ->
                  ledger
                      .next()
                      .forEach(
                          (partition, next) ->
                              held.put(new TopicPartition(ledger.topic(), partition), next)));
    } catch (RuntimeException e) {
      LOG.warn(
          "The lag of {} is counted from where this run has begun: {}",
          captured.id(),
          e.toString());
    }
    return held;
  }
}
