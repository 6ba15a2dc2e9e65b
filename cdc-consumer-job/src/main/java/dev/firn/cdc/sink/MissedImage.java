package dev.firn.cdc.sink;

import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTable;
import dev.firn.model.ChangeOperation;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A missed change that no later change of its row is folded over. */
final class MissedImage implements MissedChange {

  private final BiFunction<Change, LakeTable, PreparedChanges> how;
  private final boolean endsWithTruncate;
  private Change change;
  private boolean isTruncated;

  MissedImage(
      Change change, BiFunction<Change, LakeTable, PreparedChanges> how, boolean endsWithTruncate) {
    this.change = change;
    this.how = how;
    this.endsWithTruncate = endsWithTruncate;
  }

  @Override
  public boolean follow(Change later) {
    isTruncated |= endsWithTruncate && later.operation() == ChangeOperation.TRUNCATE;
    return false;
  }

  @Override
  public void correct(UnaryOperator<List<Change>> told) {
    change = told.apply(List.of(change)).get(0);
  }

  @Override
  public boolean settles(long offset) {
    return false;
  }

  @Override
  public Settlement settle(LakeTable table, int partitions) {
    return isTruncated
        ? new Superseded("the table was emptied after it")
        : new Publish(how.apply(change, table));
  }
}
