package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.error.ReloadCommand;
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
import java.util.function.UnaryOperator;
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
        : new MissedRow(captured, change);
  }

  /** What happened to the row since is folded over the change. */
  private final class MissedRow implements MissedChange {

    private final CapturedTable captured;
    private final Change missed;
    private final RowHistory history;

    MissedRow(CapturedTable captured, Change missed) {
      this.captured = captured;
      this.missed = missed;
      this.history = new RowHistory(missed, captured.policy().deletes());
    }

    @Override
    public boolean follow(Change later) {
      return history.follow(later);
    }

    @Override
    public void correct(UnaryOperator<List<Change>> told) {
      history.correct(told);
    }

    @Override
    public boolean settles(long offset) {
      return history.holds(offset);
    }

    @Override
    public Settlement settle(LakeTable table, int partitions) {
      if (history.changesKeys() && partitions > 1) {
        return unsettled("its key changes, and the topic has more than one partition");
      }
      NetChanges net = history.net();
      if (net.isEmpty()) {
        return new Superseded("later changes have settled its row");
      }
      if (history.lacksValues(net)) {
        return unsettled(
            "its large values stood under key "
                + missed.oldKey()
                + ", which another row has by now");
      }
      return new Publish(new MirrorWriter(spark, captured, clock).prepare(net, table));
    }

    private Unsettled unsettled(String why) {
      return new Unsettled(why + "; reload the table with " + ReloadCommand.of(captured));
    }
  }

  /** Which rows it would have found, nobody knows. */
  private record MissedTruncate(CapturedTable captured) implements MissedChange {

    @Override
    public boolean follow(Change later) {
      return false;
    }

    @Override
    public void correct(UnaryOperator<List<Change>> told) {}

    @Override
    public boolean settles(long offset) {
      return false;
    }

    @Override
    public Settlement settle(LakeTable table, int partitions) {
      return new Unsettled(
          "a TRUNCATE cannot be applied behind later changes; reload the table with "
              + ReloadCommand.of(captured));
    }
  }
}
