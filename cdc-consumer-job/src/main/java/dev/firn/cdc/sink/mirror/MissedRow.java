package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.lake.LakeTable;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A missed change of a row; what happened to the row since is folded over the change. */
public final class MissedRow implements MissedChange {

  private final CapturedTable captured;
  private final Change missed;
  private final RowHistory history;
  private final BiFunction<NetChanges, LakeTable, PreparedChanges> how;

  /**
   * @param how makes what the row is to be ready to be published
   */
  public MissedRow(
      CapturedTable captured,
      Change missed,
      BiFunction<NetChanges, LakeTable, PreparedChanges> how) {
    this.captured = captured;
    this.missed = missed;
    this.how = how;
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
          "its large values stood under key " + missed.oldKey() + ", which another row has by now");
    }
    return new Publish(how.apply(net, table));
  }

  private Unsettled unsettled(String why) {
    return new Unsettled(why + "; reload the table with " + ReloadCommand.of(captured));
  }
}
