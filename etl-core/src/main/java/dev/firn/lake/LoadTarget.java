package dev.firn.lake;

import dev.firn.error.UnavailableException;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.commit.TableCommit;
import dev.firn.lake.rows.RowFiles;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.model.LakeTableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table whose whole content a load replaces. Nothing of it can be seen, neither rows nor columns
 * nor the table itself, until {@link #publish} makes all of it visible in one commit.
 */
public final class LoadTarget {

  private static final Logger LOG = LoggerFactory.getLogger(LoadTarget.class);

  private static final String BRANCH = "firn_load";

  /**
   * In the summary of the snapshot that a load has published: which attempt it was. A shape that is
   * brought level with a table that was loaded says it, too.
   */
  public static final String ATTEMPT = "firn.load.attempt";

  private final LakeTables lake;
  private final LakeTableId id;
  private final Transaction transaction;
  private final boolean exists;
  private final @Nullable Snapshot pinned;

  /**
   * @param transaction with the changes of the table's columns and layout, if there are any
   * @param pinned what the table showed when those changes were decided; null for nothing
   */
  LoadTarget(
      LakeTables lake,
      LakeTableId id,
      Transaction transaction,
      boolean exists,
      @Nullable Snapshot pinned) {
    this.lake = lake;
    this.id = id;
    this.transaction = transaction;
    this.exists = exists;
    this.pinned = pinned;
  }

  /** True if there was no such table when this was begun. */
  public boolean isNew() {
    return !exists;
  }

  /**
   * Makes sure that files which were written for the table as it was earlier can be published here.
   *
   * @throws LostRaceException if the table has other columns or another layout by now, or is
   *     another one
   */
  public void requireFilesOf(LoadTarget earlier) {
    Table now = transaction.table();
    Table then = earlier.transaction.table();
    boolean isSame =
        exists == earlier.exists
            && now.location().equals(then.location())
            && now.schema().sameSchema(then.schema())
            && now.spec().equals(then.spec())
            && now.sortOrder().equals(then.sortOrder());
    if (!isSame) {
      throw LostRaceException.refused(id, "its columns or its layout are others now", null);
    }
  }

  /**
   * Where tasks write rows.
   *
   * @param columns of the rows; columns of the table beside them stay NULL
   * @param readsBack true to read every file again and compare its checksum with that of the rows
   */
  public RowFiles files(StructType columns, boolean readsBack) {
    return LakeLayout.of(id, transaction.table()).sortBy().isEmpty()
        ? RowFiles.unsorted(transaction.table(), columns, readsBack)
        : new RowFiles(transaction.table(), columns, readsBack);
  }

  /**
   * Replaces the table's rows by those of the files and sets the properties, in one commit, which
   * removes what was said of the rows before.
   *
   * @param ledgers what of each stream the rows hold for certain, by property: the table's ledgers
   *     before the read point was fixed. One that has advanced since speaks of changes that are not
   *     in the rows, so it is set back, and one that is new is removed.
   * @param attempt what no other attempt at any load is called; by it a commit is recognised whose
   *     answer was lost
   * @return the id of the snapshot that readers see now
   * @throws LostRaceException if somebody else has moved or created the table since this was
   *     opened, or if the catalog does not say what became of the commit and it is not there
   */
  public long publish(
      List<WrittenFiles> written,
      Map<String, String> properties,
      Map<String, String> ledgers,
      String attempt) {
    TableCommit.to(id)
        .named("lake.load")
        .recognisedBy(
            () -> lake.find(id).filter(now -> now.hasSnapshotWith(ATTEMPT, attempt)).isPresent())
        .run(
            transaction,
            opened -> {
              if (exists) {
                replaceRows(written, attempt);
              } else {
                add(opened.newAppend(), written, attempt);
              }
              setProperties(properties, ledgers);
            });
    return transaction.table().currentSnapshot().snapshotId();
  }

  private void setProperties(Map<String, String> properties, Map<String, String> ledgers) {
    Map<String, String> changes =
        new HashMap<>(changes(transaction.table().properties(), properties, ledgers));
    changes.putAll(LastPublication.of(transaction.table().currentSnapshot()));
    TableAlteration.set(transaction, changes);
  }

  /**
   * What a load makes of the properties of a table.
   *
   * @param present those that it has
   */
  static Map<String, String> changes(
      Map<String, String> present, Map<String, String> properties, Map<String, String> ledgers) {
    Map<String, String> changes = new HashMap<>();
    present.keySet().stream()
        .filter(TableProperty::isEndedByLoad)
        .forEach(name -> changes.put(name, TableProperty.REMOVED));
    changes.putAll(properties);
    ledgers.forEach(
        (name, text) -> readable(text).ifPresent(held -> changes.put(name, held.toJson())));
    return changes;
  }

  /**
   * Empty if nobody can read it: the load is what such a ledger asks for, and what Kafka has is
   * read from its beginning then.
   */
  private static Optional<Ledger> readable(String ledger) {
    try {
      return Optional.of(Ledger.fromJson(ledger).withoutOrder());
    } catch (UnavailableException e) {
      LOG.warn("The stream of a table begins at its load: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** On a branch first, because moving main to it fails if main has moved in between. */
  private void replaceRows(List<WrittenFiles> written, String attempt) {
    if (pinned == null) {
      transaction.manageSnapshots().createBranch(BRANCH).commit();
    } else {
      transaction.manageSnapshots().createBranch(BRANCH, pinned.snapshotId()).commit();
    }
    OverwriteFiles overwrite =
        transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue()).toBranch(BRANCH);
    written.forEach(part -> part.files().forEach(overwrite::addFile));
    overwrite.set(ATTEMPT, attempt).commit();
    MainBranch.moveTo(BRANCH, transaction);
  }

  private static void add(AppendFiles append, List<WrittenFiles> written, String attempt) {
    written.forEach(part -> part.files().forEach(append::appendFile));
    append.set(ATTEMPT, attempt).commit();
  }

  /** Deletes files that will not be published; what cannot be deleted is only logged. */
  public void discard(List<WrittenFiles> written) {
    written.forEach(part -> part.delete(transaction.table().io()));
  }
}
