package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.lake.LakeTable;
import java.util.List;
import java.util.function.UnaryOperator;

/** A truncate that was missed: which rows it would have found, nobody knows. */
public record MissedTruncate(CapturedTable captured) implements MissedChange {

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
