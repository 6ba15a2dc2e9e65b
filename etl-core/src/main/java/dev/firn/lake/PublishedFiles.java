package dev.firn.lake;

import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.LakeTableId;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Counts what a commit has brought to a table, by what its snapshots say of themselves. */
record PublishedFiles(LakeTableId id, Table table) {

  /**
   * @param before the last snapshot that is not to be counted; null to count all
   */
  void count(@Nullable Snapshot before) {
    Snapshot at = table.currentSnapshot();
    while (at != null && (before == null || at.snapshotId() != before.snapshotId())) {
      count(at.summary());
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
  }

  private void count(Map<String, String> summary) {
    Metrics metrics = Metrics.ofProcess();
    String name = id.name();
    // A delete file that takes the place of another holds what that held, too.
    long marked =
        number(summary, SnapshotSummary.ADDED_POS_DELETES_PROP)
            - number(summary, SnapshotSummary.REMOVED_POS_DELETES_PROP);
    long deleted = number(summary, SnapshotSummary.DELETED_RECORDS_PROP) + marked;
    metrics.add(
        Metric.ICEBERG_ROWS, number(summary, SnapshotSummary.ADDED_RECORDS_PROP), name, "written");
    metrics.add(Metric.ICEBERG_ROWS, deleted, name, "deleted");
    metrics.add(Metric.ICEBERG_DATA_FILES, number(summary, SnapshotSummary.ADDED_FILES_PROP), name);
    metrics.add(
        Metric.ICEBERG_DELETE_FILES,
        number(summary, SnapshotSummary.ADDED_DELETE_FILES_PROP),
        name);
    metrics.add(Metric.ICEBERG_BYTES, number(summary, SnapshotSummary.ADDED_FILE_SIZE_PROP), name);
  }

  private static long number(Map<String, String> summary, String field) {
    return Long.parseLong(summary.getOrDefault(field, "0"));
  }
}
