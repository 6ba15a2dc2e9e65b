package dev.firn.cdc.sink;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.ReloadCommand;
import dev.firn.config.DeleteMode;
import dev.firn.config.TruncateMode;
import dev.firn.error.DriftException;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.model.ChangeOperation;
import dev.firn.schema.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Keeps one row per key, the newest; deleted rows go, stay marked, or stay. */
public final class MirrorWriter implements ChangeWriter {

  private final SparkSession spark;
  private final CapturedTable captured;
  private final DeleteMode deletes;
  private final MetadataColumns metadata;
  private final Clock clock;

  public MirrorWriter(SparkSession spark, CapturedTable captured, Clock clock) {
    this.spark = spark;
    this.captured = captured;
    this.deletes = captured.policy().deletes();
    this.metadata = new MetadataColumns(captured.policy());
    this.clock = clock;
  }

  @Override
  public PreparedChanges prepare(List<Change> changes, LakeTable table) {
    return prepare(ChangeReducer.reduce(allowed(changes, captured), deletes), table);
  }

  /** The changes without truncates that are to be ignored. */
  static List<Change> allowed(List<Change> changes, CapturedTable captured) {
    TruncateMode mode = captured.policy().truncates();
    boolean truncates =
        mode != TruncateMode.APPLY
            && changes.stream().anyMatch(change -> change.operation() == ChangeOperation.TRUNCATE);
    if (!truncates) {
      return changes;
    }
    if (mode == TruncateMode.FAIL) {
      throw new DriftException(
          "Cannot apply TRUNCATE to "
              + captured.id()
              + ": truncate_mode is \"fail\". Set it to \"apply\" or \"ignore\" and start again, or"
              + " reload the table with "
              + ReloadCommand.of(captured)
              + ".");
    }
    return changes.stream()
        .filter(change -> change.operation() != ChangeOperation.TRUNCATE)
        .toList();
  }

  public PreparedChanges prepare(NetChanges reduced, LakeTable table) {
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
