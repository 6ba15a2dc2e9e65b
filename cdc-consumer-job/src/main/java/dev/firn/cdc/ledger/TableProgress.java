package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.schema.TableMapping;
import dev.firn.source.DatabaseKind;
import java.util.Map;

/**
 * What a table holds of a stream, before a batch or after it.
 *
 * @param ledger what the table says, or will say in the commit that publishes the batch
 */
public record TableProgress(ConsumerRun run, LakeTable table, TopicIdentity topic, Ledger ledger) {

  /**
   * What of a batch is news to the table.
   *
   * @param mapping the table's contract
   * @throws dev.firn.error.DataGapException if nobody can tell what the connector has sent before
   */
  public FreshChanges fresh(DecodedChanges decoded, TableMapping mapping) {
    LedgerFilter filter =
        new LedgerFilter(
            ledger,
            table.state().findReadPoint().orElse(null),
            DatabaseKind.of(mapping.database()).log(),
            event -> isInOrder(event, mapping),
            mapping.hasKey());
    try {
      return filter.filter(decoded);
    } catch (UnknownOrderException e) {
      throw GapErrors.repeatsAreUnknown(
          run.stream(), table, e.place(), String.valueOf(e.getMessage()));
    }
  }

  /** True if the event at the place is neither below the ledger nor one that the load has seen. */
  public boolean isNews(EventPlace place) {
    return !ledger.holds(place.partition(), place.offset())
        && LedgerFilter.isAfterLoad(table, place);
  }

  /** Kafka spreads events without a key over all partitions, each time in another way. */
  private boolean isInOrder(Placed event, TableMapping mapping) {
    return topic.partitions() <= 1
        || (mapping.hasKey() && event instanceof Change change && change.key() != null);
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
            .over(topic.partitions())
            .upTo(fresh.order().reached())
            .committedUpTo(fresh.newest());
    return new TableProgress(run, table, topic, advanced);
  }

  /** The ledger as it is published with the rows, in a property and in the snapshot's summary. */
  public Map<String, String> published() {
    return Map.of(TableProperty.ledger(run.stream()), ledger.toJson());
  }
}
