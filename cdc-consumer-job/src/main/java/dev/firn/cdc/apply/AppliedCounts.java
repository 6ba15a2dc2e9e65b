package dev.firn.cdc.apply;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.ledger.FreshChanges;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.ChangeOperation;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what became of events of a table. To be told when their commit is in the table and not
 * before, because a commit that is refused is made again.
 *
 * @param table as the lake calls it
 */
record AppliedCounts(String table, Metrics metrics) {

  /** After the batch was published. */
  void published(FreshChanges fresh, DecodedChanges decoded, Instant now) {
    Map<ChangeOperation, Integer> operations = new EnumMap<>(ChangeOperation.class);
    fresh.changes().forEach(change -> operations.merge(change.operation(), 1, Integer::sum));
    operations.forEach(
        (operation, events) ->
            metrics.add(
                Metric.CDC_EVENTS, events, table, operation.name().toLowerCase(Locale.ROOT)));
    metrics.add(Metric.DLQ_RECORDS, fresh.deadLetters().size(), table);
    skipped(fresh);
    Instant committed = fresh.committed();
    if (committed != null) {
      stages(committed, decoded.runs().newest(), now);
    }
  }

  private void stages(Instant committed, long inKafka, Instant now) {
    if (inKafka >= 0) {
      metrics.set(
          Metric.CDC_STAGE_LAG,
          seconds(Math.max(0, inKafka - committed.toEpochMilli())),
          table,
          "source");
      metrics.set(
          Metric.CDC_STAGE_LAG, seconds(Math.max(0, now.toEpochMilli() - inKafka)), table, "firn");
    }
  }

  /** Of a batch of which the table has everything, or that was published. */
  void skipped(FreshChanges fresh) {
    metrics.add(Metric.CDC_SKIPPED, fresh.skipped().applied(), table, "applied");
    metrics.add(Metric.CDC_SKIPPED, fresh.skipped().loaded(), table, "loaded");
    metrics.add(Metric.CDC_SKIPPED, fresh.order().repeats(), table, "repeated");
  }

  private static double seconds(long millis) {
    return millis / 1000.0;
  }
}
