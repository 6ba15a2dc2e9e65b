package dev.firn.cdc.ledger;

import dev.firn.lake.Ledger;
import java.util.Map;

/**
 * What a table holds of its topic, and what it needs of it.
 *
 * @param begun per Kafka partition, the first event that was there when nothing was missing
 * @param recreated true if the topic was deleted and recreated since, and nothing shows yet which
 *     of its events the table needs
 * @param loadedSince true if a load has replaced the rows since the ledger was written
 */
record RequiredOffsets(
    Ledger ledger, Map<Integer, Long> begun, boolean recreated, boolean loadedSince) {

  public RequiredOffsets {
    begun = Map.copyOf(begun);
  }

  RequiredOffsets(Ledger ledger) {
    this(ledger, Map.of(), false, false);
  }

  /**
   * True if keys have moved between the partitions since events were applied: what is unread of a
   * key can be in two of them. What a load has replaced since needs none of it.
   */
  boolean isSpreadSince(int partitions) {
    return !loadedSince && ledger.isOutgrownBy(partitions);
  }

  /** The first event that the table needs. */
  long first(int partition) {
    return Math.max(ledger.next().getOrDefault(partition, 0L), begun.getOrDefault(partition, 0L));
  }

  /** True if events were lost for certain, and not perhaps some that a load has seen. */
  boolean holds(int partition) {
    return !loadedSince && ledger.next().containsKey(partition);
  }
}
