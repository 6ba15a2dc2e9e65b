package dev.firn.lake;

import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.commit.TableCommit;
import dev.firn.model.LakeTableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.CommitMetadata;
import org.jspecify.annotations.Nullable;

/** Branches of a table: work on them is seen by nobody until it is published. */
public final class TableBranches {

  private final LakeTableId id;
  private final Table table;
  private final @Nullable Snapshot pinned;

  /**
   * @param pinned what the table showed when it was opened; null for nothing
   */
  TableBranches(LakeTableId id, Table table, @Nullable Snapshot pinned) {
    this.id = id;
    this.table = table;
    this.pinned = pinned;
  }

  /**
   * A branch at the snapshot that the table had when it was opened, so that what was decided from
   * it can only be published on top of it. What an earlier try left under this name is dropped.
   *
   * @throws LostRaceException if the table shows its first rows only since it was opened
   */
  public Branch open(String name) {
    drop(name);
    TableCommit.to(id)
        .run(
            pinned == null
                ? table.manageSnapshots().createBranch(name)
                : table.manageSnapshots().createBranch(name, pinned.snapshotId()));
    if (pinned == null) {
      requireStillUnpublished(name);
    }
    return new Branch(id, name);
  }

  /**
   * A branch of a table without snapshots begins at what readers see by then: if somebody has
   * published in between, a stale decision would be fast-forwarded on top of it.
   */
  private void requireStillUnpublished(String branch) {
    table.refresh();
    if (table.currentSnapshot() != null) {
      drop(branch);
      throw LostRaceException.refused(id, "somebody else has published to it first", null);
    }
  }

  public void drop(String name) {
    table.refresh();
    if (table.refs().containsKey(name)) {
      TableCommit.to(id).run(table.manageSnapshots().removeBranch(name));
    }
  }

  /** The names of the branches that begin with the prefix: what killed runs left behind. */
  public List<String> like(String prefix) {
    List<String> names = new ArrayList<>();
    table
        .refs()
        .forEach(
            (name, ref) -> {
              if (ref.isBranch() && name.startsWith(prefix)) {
                names.add(name);
              }
            });
    return names;
  }

  /** Removes every row on the branch without reading any. */
  public void deleteAll(Branch branch) {
    DeleteFiles delete = table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
    CommitMetadata.commitProperties().forEach(delete::set);
    TableCommit.to(id).run(delete.toBranch(branch.name()));
  }

  /**
   * Makes the branch the table's current state, sets the properties and drops the branch, all in
   * one commit.
   *
   * @param changes properties to set, or to remove by {@link TableProperty#REMOVED}
   * @return the id of the snapshot that readers see now
   * @throws LostRaceException if the table has moved since the branch was opened, or if the catalog
   *     does not say what became of the commit and a second look does not find it
   */
  public long publish(Branch branch, Map<String, String> changes) {
    Snapshot head = head(branch);
    if (pinned != null && head.snapshotId() == pinned.snapshotId()) {
      // Properties alone can be changed behind anybody's back; a moved table cannot.
      AppendFiles nothing = table.newFastAppend();
      changes.forEach(nothing::set);
      TableCommit.to(id).run(nothing.toBranch(branch.name()));
      head = head(branch);
    }
    return new MainBranch(id, table)
        .moveTo(
            branch.name(),
            table.newTransaction(),
            opened -> {},
            LastPublication.noted(changes, table, pinned, head));
  }

  private Snapshot head(Branch branch) {
    table.refresh();
    Snapshot head = table.snapshot(branch.name());
    if (head == null) {
      throw LostRaceException.refused(id, "branch " + branch.name() + " is gone", null);
    }
    return head;
  }
}
