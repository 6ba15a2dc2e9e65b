package dev.firn.cdc.ledger;

import dev.firn.cdc.error.GapErrors;
import dev.firn.error.DataGapException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import java.util.Map;

/** Reads a table's ledger, and refuses one that speaks of another table or of other rows. */
final class TableLedger {

  private final String stream;

  /**
   * @param stream the source's name
   */
  public TableLedger(String stream) {
    this.stream = stream;
  }

  /**
   * @param topicId what Kafka calls the topic now; empty if unknown
   * @return the ledger, an empty one if it is of a topic or a table from before the last load
   * @throws DataGapException if the table was copied, recreated or rolled back by others
   */
  public Ledger read(LakeTable table, String topic, String topicId) {
    String property = TableProperty.ledger(stream);
    Ledger ledger = table.state().findLedger(stream).orElse(null);
    if (ledger == null) {
      requireNotSetBack(table);
      return Ledger.empty(topic);
    }
    boolean isOfOtherTable = !ledger.tableId().isEmpty() && !ledger.tableId().equals(table.uuid());
    if ((isOfOtherTable || isOfOther(ledger, topicId)) && table.isLoadedAfter(property)) {
      return Ledger.empty(topic);
    }
    if (isOfOtherTable) {
      throw GapErrors.ledgerIsOfAnotherTable(stream, table, ledger);
    }
    requireNotSetBack(table);
    // No snapshot has the entry if all have expired, or if a load has replaced the rows since.
    table
        .findSummary(property)
        .map(Ledger::fromJson)
        .filter(held -> !held.next().equals(ledger.next()))
        .ifPresent(
            held -> {
              throw GapErrors.tableWasRolledBack(stream, table, held.next(), ledger);
            });
    return ledger;
  }

  /**
   * What the properties say of the rows is true of those only that were published with them: also
   * the read point of a load, the older rows that were filled, and the letters that were retried.
   */
  private void requireNotSetBack(LakeTable table) {
    if (table.isSetBack()) {
      throw GapErrors.tableWasRolledBack(stream, table);
    }
  }

  /** True if the ledger speaks of a topic that was deleted, and this is another of its name. */
  static boolean isOfOther(Ledger ledger, String topicId) {
    return !topicId.isEmpty() && !ledger.topicId().isEmpty() && !topicId.equals(ledger.topicId());
  }

  /** What the table holds of its topic, and from where on it needs it. */
  RequiredOffsets need(LakeTable table, String topic, String topicId) {
    Ledger begun =
        table
            .state()
            .findBegun(stream)
            .filter(known -> known.topicId().equals(topicId))
            .orElse(null);
    boolean recreated =
        table.state().findLedger(stream).filter(ledger -> isOfOther(ledger, topicId)).isPresent();
    return new RequiredOffsets(
        read(table, topic, topicId),
        begun == null ? Map.of() : begun.next(),
        recreated && begun == null,
        table.isLoadedAfter(TableProperty.ledger(stream)));
  }

  /**
   * @throws DataGapException if the topic was given more partitions since events were applied
   */
  public void requireSameSpread(LakeTable table, Ledger ledger, int partitions) {
    if (ledger.isOutgrownBy(partitions) && !table.isLoadedAfter(TableProperty.ledger(stream))) {
      throw GapErrors.partitionsWereAddedWhileRead(stream, table, ledger, partitions);
    }
  }

  /** Notes from where on the table needs the partitions of its topic. */
  public void begin(LakeTable table, String topic, String topicId, Map<Integer, Long> begun) {
    Ledger first = Ledger.empty(topic).advance(0, begun, "", 0).of(topicId, table.uuid());
    table.alter().setProperties(Map.of(TableProperty.begun(stream), first.toJson()));
  }
}
