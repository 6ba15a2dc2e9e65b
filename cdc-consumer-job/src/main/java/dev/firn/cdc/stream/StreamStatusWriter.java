package dev.firn.cdc.stream;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code _cdc_status} after batches: what was applied, and how many events of each table are
 * waiting. If there is nothing new to say, nothing is written.
 */
public final class StreamStatusWriter {

  private static final Logger LOG = LoggerFactory.getLogger(StreamStatusWriter.class);

  private final CapturedTables tables;
  private final LakeTables lake;
  private final String stream;
  private final String runId;
  private final StatusTracker status;
  private final Clock clock;

  /** What the rows say, by the tables' names in the lake. */
  private Map<String, Long> said = new HashMap<>();

  /**
   * @param stream the source's name
   * @param before what the rows say so far, by the tables' names
   */
  public StreamStatusWriter(
      CapturedTables tables,
      LakeTables lake,
      String stream,
      String runId,
      StatusTracker status,
      Map<String, TableStatus> before,
      Clock clock) {
    this.tables = tables;
    this.lake = lake;
    this.stream = stream;
    this.runId = runId;
    this.status = status;
    this.clock = clock;
    before.forEach(
        (name, row) -> {
          if (row.freshness().lagEvents() != null) {
            said.put(name, row.freshness().lagEvents());
          }
        });
  }

  /**
   * @param start per partition, the offset at which the stream has begun
   * @param read per partition, the offset up to which it has read
   * @param latest per partition, the offset after the last event
   * @param quarantined tables that do not hold what was read
   */
  void write(
      Map<TopicPartition, Long> start,
      Map<TopicPartition, Long> read,
      Map<TopicPartition, Long> latest,
      Set<TableId> quarantined) {
    // Spark does not always say what the latest is; then there is only what was applied.
    if (!latest.isEmpty()) {
      StreamLag lag = StreamLag.between(read, latest);
      lag.report();
      note(lag, start, latest, quarantined);
    }
    FaultPoint.reached("stream.status.before", "");
    status.flush();
    FaultPoint.reached("stream.status.after", "");
  }

  private void note(
      StreamLag lag,
      Map<TopicPartition, Long> start,
      Map<TopicPartition, Long> latest,
      Set<TableId> quarantined) {
    Map<String, Long> waiting = new HashMap<>();
    tables
        .all()
        .forEach(
            (id, captured) -> {
              StreamLag ofTable =
                  quarantined.contains(id) ? StreamLag.between(held(captured, start), latest) : lag;
              waiting.put(captured.id().name(), ofTable.of(tables.topicOf(id)));
            });
    boolean isBehind = waiting.values().stream().anyMatch(events -> events > 0);
    if (isBehind || !waiting.equals(said) || status.isWaiting()) {
      // All rows are in one file: what is written for one can be written for all.
      Instant now = clock.instant();
      waiting.forEach((name, events) -> status.note(name, row -> row.behind(events, now, runId)));
      said = waiting;
    }
  }

  /** A table that was quarantined has applied nothing of what was read since. */
  private Map<TopicPartition, Long> held(CapturedTable captured, Map<TopicPartition, Long> start) {
    Map<TopicPartition, Long> held = new HashMap<>(start);
    try {
      lake.find(captured.id())
          .flatMap(table -> table.state().findLedger(stream))
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
