package dev.firn.cdc.sink.keyless;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PartitionOrder;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.config.DeleteMode;
import dev.firn.config.KeylessMode;
import dev.firn.lake.LakeTable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Keeps as many equal rows of a table without a key as the source has. */
public final class MultisetSink implements ChangeSink {

  private final SparkSession spark;
  private final Clock clock;

  public MultisetSink(SparkSession spark, Clock clock) {
    this.spark = spark;
    this.clock = clock;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return !captured.mapping().hasKey() && captured.policy().keyless() == KeylessMode.EXACT;
  }

  @Override
  public boolean needsWholeRows() {
    return true;
  }

  @Override
  public Optional<String> unknownWithoutOrder(CapturedTable captured, Change change) {
    return PartitionOrder.unknownOf(captured, change);
  }

  @Override
  public PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table) {
    return new MultisetWriter(spark, captured, clock).prepare(changes, table);
  }

  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return captured.policy().deletes() == DeleteMode.IGNORE
        ? MissedChange.alone(change, (missed, table) -> prepare(captured, List.of(missed), table))
        : MissedChange.untilTruncated(
            change, (missed, table) -> prepare(captured, List.of(missed), table));
  }
}
