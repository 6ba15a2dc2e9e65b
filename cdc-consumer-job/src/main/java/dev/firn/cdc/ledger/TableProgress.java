package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import java.util.Map;

/**
 * What a table holds of a stream, before a batch or after it.
 *
 * @param ledger what the table says, or will say in the commit that publishes the batch
 */
public record TableProgress(ConsumerRun run, LakeTable table, TopicIdentity topic, Ledger ledger) {

  /** What of a batch is news to the table. */
  public FreshChanges fresh(DecodedChanges decoded) {
    return new LedgerFilter(ledger, table.state().findReadPoint().orElse(null)).filter(decoded);
  }

  /**
   * True if the ledger says of every event of a batch that the table has it. What the load has seen
   * is noted there too, or Kafka could forget it and nobody would know that nothing is missing.
   */
  public boolean holds(DecodedChanges decoded) {
    return decoded.ends().entrySet().stream()
        .allMatch(end -> ledger.holds(end.getKey(), end.getValue() - 1));
  }

  /**
   * The progress once the batch is published.
   *
   * @param fresh what of it was news
   * @throws dev.firn.error.DataGapException if the topic was given more partitions since events
   *     were applied
   */
  public TableProgress after(DecodedChanges decoded, FreshChanges fresh) {
    new TableLedger(run.stream()).requireSameSpread(table, ledger, topic.partitions());
    Ledger advanced =
        ledger
            .advance(
                run.epoch(),
                decoded.ends(),
                fresh.lastPosition(),
                fresh.changes().size() + fresh.deadLetters().size())
            .of(topic.id(), table.uuid())
            .over(topic.partitions());
    return new TableProgress(run, table, topic, advanced);
  }

  /** The ledger as it is published with the rows, in a property and in the snapshot's summary. */
  public Map<String, String> published() {
    return Map.of(TableProperty.ledger(run.stream()), ledger.toJson());
  }
}
