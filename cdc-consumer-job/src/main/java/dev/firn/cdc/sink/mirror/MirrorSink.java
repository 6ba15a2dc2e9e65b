package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PartitionOrder;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.lake.LakeTable;
import dev.firn.model.ChangeOperation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Keeps one row per key, the newest; deleted rows go, stay marked, or stay. */
public final class MirrorSink implements ChangeSink {

  private final SparkSession spark;
  private final Clock clock;

  public MirrorSink(SparkSession spark, Clock clock) {
    this.spark = spark;
    this.clock = clock;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return captured.mapping().hasKey();
  }

  @Override
  public boolean needsWholeRows() {
    return false;
  }

  @Override
  public Optional<String> unknownWithoutOrder(CapturedTable captured, Change change) {
    return PartitionOrder.unknownOf(captured, change);
  }

  @Override
  public PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table) {
    return new MirrorWriter(spark, captured, clock).prepare(changes, table);
  }

  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return change.operation() == ChangeOperation.TRUNCATE
        ? new MissedTruncate(captured)
        : new MissedRow(
            captured,
            change,
            (net, table) -> new MirrorWriter(spark, captured, clock).prepare(net, table));
  }
}
