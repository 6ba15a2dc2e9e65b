package dev.firn.cdc.sink;

import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTable;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A change that was not applied in its place, and what has happened to its row since. */
public interface MissedChange {

  /**
   * To be called with every later change of the table, in order.
   *
   * @return true if it goes into what the missed change leads to, so that its values must be known
   */
  boolean follow(Change later);

  /**
   * To be called when all later changes have been seen.
   *
   * @param told gives changes the values that the source has told instead of what events carried
   */
  void correct(UnaryOperator<List<Change>> told);

  /** True if what the missed change leads to settles the change at the offset as well. */
  boolean settles(long offset);

  /**
   * What is to be done, once all later changes have been seen.
   *
   * @param table with all changes but the missed one
   * @param partitions of the topic
   */
  Settlement settle(LakeTable table, int partitions);

  /** What is to be done about a missed change. */
  sealed interface Settlement {}

  /** Publish the changes, which make the table what it would be. */
  record Publish(PreparedChanges changes) implements Settlement {}

  /** Nothing; the table is what it would be. */
  record Superseded(String why) implements Settlement {}

  /** Nothing, because nobody knows what the table would be. */
  record Unsettled(String why) implements Settlement {}

  /**
   * A change that means the same behind all others, such as an entry of a history.
   *
   * @param how makes it ready to be published, alone
   */
  static MissedChange alone(Change change, BiFunction<Change, LakeTable, PreparedChanges> how) {
    return new MissedImage(change, how, false);
  }

  /**
   * A change of a row of which only a later truncate says anything.
   *
   * @param how makes it ready to be published, alone
   */
  static MissedChange untilTruncated(
      Change change, BiFunction<Change, LakeTable, PreparedChanges> how) {
    return new MissedImage(change, how, true);
  }
}
