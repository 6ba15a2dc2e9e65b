package dev.firn.lake;

import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.commit.TableCommit;
import dev.firn.model.LakeTableId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * What readers of a table see. It is only ever moved forward to the end of another branch, because
 * unlike all else in a transaction that is never made again on top of what others have done.
 */
record MainBranch(LakeTableId id, Table table) {

  /** The steps that make a branch the table's current state and drop it. */
  static void moveTo(String branch, Transaction transaction) {
    transaction
        .manageSnapshots()
        .fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch)
        .removeBranch(branch)
        .commit();
  }

  /**
   * Ends a transaction: the branch becomes the table's current state and is dropped, and the
   * properties are set.
   *
   * @param steps that come before
   * @return the id of the snapshot that readers see now
   * @throws LostRaceException if the table has moved in between, or if the catalog does not say
   *     what became of the commit and a second look does not find it
   */
  long moveTo(
      String branch,
      Transaction transaction,
      Consumer<Transaction> steps,
      Map<String, String> changes) {
    Snapshot before = table.currentSnapshot();
    AtomicReference<@Nullable Snapshot> end = new AtomicReference<>();
    TableCommit.to(id)
        .named("lake.publish")
        .recognisedBy(() -> shows(end.get()))
        .run(
            transaction,
            opened -> {
              steps.accept(opened);
              TableAlteration.set(opened, changes);
              end.set(opened.table().snapshot(branch));
              moveTo(branch, opened);
            });
    new PublishedFiles(id, transaction.table()).count(before);
    return transaction.table().currentSnapshot().snapshotId();
  }

  /**
   * True if main has been moved to the end of the branch though the commit is said to have failed.
   * Others may have gone on from there and changed properties since. What the transaction shows as
   * current after a failure is no evidence: it may be what others have committed.
   */
  private boolean shows(@Nullable Snapshot end) {
    if (end == null) {
      return false;
    }
    table.refresh();
    return table.currentSnapshot() != null && SnapshotUtil.isAncestorOf(table, end.snapshotId());
  }
}
