package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.TruncatePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.schema.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Makes changes of a table with a key ready for it, by what they leave of each key. */
final class MirrorWriter {

  private final SparkSession spark;
  private final CapturedTable captured;
  private final DeleteMode deletes;
  private final MetadataColumns metadata;
  private final Clock clock;

  MirrorWriter(SparkSession spark, CapturedTable captured, Clock clock) {
    this.spark = spark;
    this.captured = captured;
    this.deletes = captured.policy().deletes();
    this.metadata = new MetadataColumns(captured.policy());
    this.clock = clock;
  }

  PreparedChanges prepare(List<Change> changes, LakeTable table) {
    return prepare(ChangeReducer.reduce(TruncatePolicy.allowed(changes, captured), deletes), table);
  }

  PreparedChanges prepare(NetChanges reduced, LakeTable table) {
    boolean marksAll = reduced.truncated() && deletes == DeleteMode.SOFT;
    boolean empties = reduced.truncated() && !marksAll;
    KeyLookup lookup = new KeyLookup(spark, captured.mapping());
    NetChanges net =
        new KeptValues(captured, lookup)
            .complete(
                new NetChanges(empties, marked(reduced.changes()), reduced.movedRows()), table);
    NetChanges written =
        new NetChanges(empties, withMetadata(net.changes()), withMetadata(net.movedRows()));
    StructType schema = metadata.schema(captured.mapping());
    if (marksAll) {
      FullMerge merge = new FullMerge(spark, captured.mapping().key(), schema);
      return PreparedChanges.onBranch(
          branch -> {
            markAll(branch);
            merge.merge(written, branch);
          });
    }
    return new TableMerger(spark, captured.mapping(), schema, lookup).prepare(written);
  }

  private List<NetChange> marked(List<NetChange> changes) {
    return deletes == DeleteMode.SOFT ? changes.stream().map(this::marked).toList() : changes;
  }

  /** A deleted row that stays has the values of which the batch knows nothing. */
  private NetChange marked(NetChange change) {
    if (!change.isDelete()) {
      return change;
    }
    @Nullable Object[] image = new @Nullable Object[captured.mapping().columns().size()];
    Arrays.fill(image, Unavailable.VALUE);
    return new NetChange(change.key(), image, change.key(), change.by());
  }

  private List<NetChange> withMetadata(List<NetChange> changes) {
    if (metadata.isEmpty()) {
      return changes;
    }
    Instant now = clock.instant();
    List<NetChange> rows = new ArrayList<>(changes.size());
    for (NetChange change : changes) {
      if (change.image() == null) {
        rows.add(change);
        continue;
      }
      rows.add(
          new NetChange(
              change.key(), metadata.row(change.image(), change.by(), now), null, change.by()));
    }
    return rows;
  }

  private void markAll(Branch branch) {
    spark.sql(
        "UPDATE "
            + branch.quoted()
            + " SET "
            + LakeTable.DELETED
            + " = true WHERE coalesce("
            + LakeTable.DELETED
            + ", false) = false");
  }
}
