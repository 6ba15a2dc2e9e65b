package dev.firn.cdc;

import dev.firn.error.DataGapException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;

/** Reads a table's ledger, and refuses one that speaks of another table or of other rows. */
final class TableLedger {

  private final String stream;

  /**
   * @param stream the source's name
   */
  TableLedger(String stream) {
    this.stream = stream;
  }

  /**
   * @throws DataGapException if the table was copied, made anew or rolled back by others
   */
  Ledger read(LakeTable table, String topic) {
    String property = Ledger.property(stream);
    String text = table.findProperty(property).orElse("");
    if (text.isEmpty()) {
      return Ledger.empty(topic);
    }
    Ledger ledger = Ledger.fromJson(text);
    if (!ledger.tableId().isEmpty() && !ledger.tableId().equals(table.uuid())) {
      throw refused(
          table,
          "its ledger was written for table %s, and this one is %s: it was copied or made anew"
              .formatted(ledger.tableId(), table.uuid()));
    }
    // None has the entry if all have expired, or if a load has replaced the rows since.
    table
        .findSummary(property)
        .map(Ledger::fromJson)
        .filter(held -> !held.next().equals(ledger.next()))
        .ifPresent(
            held -> {
              throw refused(
                  table,
                  "its snapshot %d holds offsets up to %s, its ledger says %s: it was rolled back"
                      .formatted(table.snapshotId(), held.next(), ledger.next()));
            });
    return ledger;
  }

  private DataGapException refused(LakeTable table, String why) {
    return new DataGapException(
        "Cannot go on with "
            + table.id()
            + ": "
            + why
            + ". Reload it with firn bulk-load --source "
            + stream
            + " --table-filter "
            + table.id().name()
            + " --no-resume, then start again.");
  }
}
