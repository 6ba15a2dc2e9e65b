package dev.firn.lake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshot Firn has published last, kept beside the rows and in the same commit, because a
 * rollback sets the rows back and leaves the properties as they are.
 *
 * @param sequence the snapshot's place in the order of the table's snapshots; 0 if it has none
 */
record LastPublication(long snapshot, long sequence) {

  private static final List<String> ROWS =
      List.of(
          SnapshotSummary.ADDED_RECORDS_PROP,
          SnapshotSummary.DELETED_RECORDS_PROP,
          SnapshotSummary.ADDED_POS_DELETES_PROP,
          SnapshotSummary.ADDED_EQ_DELETES_PROP);

  private static @Nullable LastPublication of(Map<String, String> properties) {
    String text = properties.get(TableProperty.PUBLISHED);
    if (text == null) {
      return null;
    }
    String[] parts = text.split(" ", 2);
    return new LastPublication(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  /** The properties that note that the snapshot is published. */
  static Map<String, String> of(Snapshot published) {
    return Map.of(
        TableProperty.PUBLISHED, published.snapshotId() + " " + published.sequenceNumber());
  }

  /**
   * The changes with the note that the snapshot is published; without it if the table was set back
   * before, because that would be forgotten.
   *
   * @param before what the table showed when the changes were decided
   */
  static Map<String, String> noted(
      Map<String, String> changes, Table table, @Nullable Snapshot before, Snapshot published) {
    Map<String, String> all = new HashMap<>(changes);
    if (!isMissing(table.properties(), table, before)) {
      all.putAll(of(published));
    }
    return all;
  }

  /**
   * True if the snapshot does not come after the one that Firn has published last, as far as can be
   * known: snapshots that have expired tell nothing, but they have expired in their order.
   */
  static boolean isMissing(Map<String, String> properties, Table table, @Nullable Snapshot shown) {
    LastPublication last = of(properties);
    if (last == null) {
      return false;
    }
    Snapshot at = shown;
    while (at != null && at.snapshotId() != last.snapshot()) {
      boolean isBefore = at.parentId() == null || at.sequenceNumber() < last.sequence();
      if (isBefore) {
        return true;
      }
      at = table.snapshot(at.parentId());
    }
    return at == null && (shown == null || table.snapshot(last.snapshot()) != null);
  }

  /** A snapshot after the one that Firn has published last which has other rows than that. */
  static Optional<Snapshot> findOther(
      Map<String, String> properties, Table table, @Nullable Snapshot shown) {
    LastPublication last = of(properties);
    if (last == null) {
      return Optional.empty();
    }
    Snapshot other = null;
    Snapshot at = shown;
    while (at != null && at.snapshotId() != last.snapshot()) {
      other = changesRows(at) ? at : other;
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return at == null ? Optional.empty() : Optional.ofNullable(other);
  }

  /** Maintenance puts the same rows into other files. */
  private static boolean changesRows(Snapshot snapshot) {
    return !DataOperations.REPLACE.equals(snapshot.operation())
        && ROWS.stream().anyMatch(snapshot.summary()::containsKey);
  }
}
