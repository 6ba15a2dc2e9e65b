package dev.firn.cdc.testing;

import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Looks at every state of a table that readers could see, through Iceberg's own reader: each must
 * be what its ledger says, and the ledgers must tile the offset line.
 */
public final class PublishedStates {

  private final Table table;
  private final RecordedTable recorded;
  private final String property;

  /**
   * @param stream the source's name
   */
  public PublishedStates(Table table, RecordedTable recorded, String stream) {
    this.table = table;
    this.recorded = recorded;
    this.property = TableProperty.ledger(stream);
  }

  /**
   * What is wrong with the states after the given snapshot, nothing if all is well.
   *
   * @param seen the snapshot up to which the states were looked at before, or -1
   */
  public List<String> problemsAfter(long seen) {
    List<String> problems = new ArrayList<>();
    Ledger before = Ledger.empty(recorded.topic());
    boolean isNew = seen < 0;
    for (HistoryEntry entry : table.history()) {
      Snapshot state = table.snapshot(entry.snapshotId());
      String text = state.summary().get(property);
      if (text == null) {
        problems.add(recorded.name() + ": snapshot " + state.snapshotId() + " has no ledger");
        continue;
      }
      Ledger ledger = Ledger.fromJson(text);
      if (isNew) {
        check(before, ledger, state, problems);
      }
      before = ledger;
      isNew |= state.snapshotId() == seen;
    }
    if (table.currentSnapshot() != null
        && !before.toJson().equals(table.properties().get(property))) {
      problems.add(
          "%s: the property says %s, the newest snapshot %s"
              .formatted(recorded.name(), table.properties().get(property), before.toJson()));
    }
    return problems;
  }

  private void check(Ledger before, Ledger after, Snapshot state, List<String> problems) {
    long from = before.next().getOrDefault(0, 0L);
    long end = after.next().getOrDefault(0, 0L);
    String where = "%s [%d, %d)".formatted(recorded.name(), from, end);
    if (end < from || after.epoch() < before.epoch()) {
      problems.add(where + ": goes back, epochs " + before.epoch() + " and " + after.epoch());
      return;
    }
    long counted = after.events() - before.events();
    if (counted != recorded.eventsBetween(from, end)) {
      problems.add(
          "%s: applied %d events instead of %d"
              .formatted(where, counted, recorded.eventsBetween(from, end)));
    }
    if (!rows(state).equals(recorded.rowsAt(end))) {
      problems.add(
          "%s: holds %s instead of %s".formatted(where, rows(state), recorded.rowsAt(end)));
    }
  }

  private Object rows(Snapshot state) {
    List<Object[]> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(state.snapshotId()).build()) {
      for (Record record : records) {
        rows.add(new Object[] {record.get(0), record.get(1), record.get(2), record.get(3)});
      }
      return RecordedTable.byKey(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
