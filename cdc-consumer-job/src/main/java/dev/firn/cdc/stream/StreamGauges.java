package dev.firn.cdc.stream;

import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.TableId;
import dev.firn.status.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far each table of a stream is behind and how it is, for whoever asks and when he asks: what
 * waits while nothing goes on is later with every second.
 */
final class StreamGauges {

  private final CapturedTables tables;
  private final TableOutcomes outcomes;
  private final Map<String, TableStatus> before;
  private final Metrics metrics;

  /** Events by the tables' names in the lake. */
  private final Map<String, Long> waiting = new ConcurrentHashMap<>();

  /**
   * @param before how the tables were when the run began, by their names
   */
  StreamGauges(
      CapturedTables tables,
      TableOutcomes outcomes,
      Map<String, TableStatus> before,
      Metrics metrics) {
    this.tables = tables;
    this.outcomes = outcomes;
    this.before = before;
    this.metrics = metrics;
    metrics.refreshBy(() -> refresh(Instant.now()));
  }

  /** What is about to be read waits until it is applied. */
  void begins(List<OffsetRange> batch) {
    Map<String, Long> topics = new HashMap<>();
    batch.forEach(range -> topics.merge(range.partition().topic(), range.length(), Long::sum));
    tables
        .all()
        .forEach(
            (id, table) -> {
              Long events = topics.get(tables.topicOf(id));
              if (events != null) {
                waiting.merge(table.id().name(), events, Math::max);
              }
            });
  }

  /**
   * @param events by the tables' names in the lake
   */
  void waiting(Map<String, Long> events) {
    waiting.putAll(events);
  }

  private void refresh(Instant now) {
    Map<String, Integer> states = new HashMap<>();
    for (String state : List.of("followed", "waiting", "quarantined", "not_followed")) {
      states.put(state, 0);
    }
    tables.all().forEach((id, table) -> refresh(id, table, now, states));
    states.merge("not_followed", tables.reasons().size(), Integer::sum);
    states.forEach((state, count) -> metrics.set(Metric.CDC_TABLES, count, state));
  }

  private void refresh(TableId id, CapturedTable table, Instant now, Map<String, Integer> states) {
    String name = table.id().name();
    String state =
        outcomes.comesBack(id)
            ? "waiting"
            : outcomes.isQuarantined(id) ? "quarantined" : "followed";
    states.merge(state, 1, Integer::sum);
    long events = waiting.getOrDefault(name, 0L);
    metrics.set(Metric.CDC_LAG_EVENTS, events, name);
    Instant shown = outcomes.findShown(id).orElseGet(() -> shownBefore(name));
    if (shown != null) {
      metrics.set(Metric.CDC_LAST_EVENT, shown.toEpochMilli() / 1000.0, name);
    }
    if (shown != null || events == 0) {
      long millis = events == 0 || shown == null ? 0 : Duration.between(shown, now).toMillis();
      metrics.set(Metric.CDC_LAG_SECONDS, Math.max(0, millis) / 1000.0, name);
    }
  }

  /** Before this run has applied anything, a table shows what others have, or its load. */
  private @Nullable Instant shownBefore(String name) {
    TableStatus status = before.get(name);
    return status == null ? null : status.freshness().sourceTimestamp();
  }
}
