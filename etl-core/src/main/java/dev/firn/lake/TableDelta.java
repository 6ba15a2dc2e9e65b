package dev.firn.lake;

import dev.firn.error.CoreErrors;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.lake.keys.DeleteWriter;
import dev.firn.lake.keys.KeyScan;
import dev.firn.lake.keys.RowPositions;
import dev.firn.lake.rows.RowFiles;
import dev.firn.lake.rows.RowStruct;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.model.LakeTableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.util.ThreadPools;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * Rows to be deleted and rows to be added, written where this is and without a Spark job, and
 * published together in one commit. Use it from one thread; it has others write.
 */
public final class TableDelta {

  /** Exists within the commit only: moving main to it fails if main has moved in between. */
  private static final String BRANCH = "firn_delta";

  private final LakeTableId id;
  private final Table table;
  private final @Nullable Snapshot pinned;
  private final List<Writing> writing = new ArrayList<>();
  private final List<DataFile> added = new ArrayList<>();
  private final List<DataFile> intermediateFiles = new ArrayList<>();
  private final List<DeleteFile> deletes = new ArrayList<>();
  private final List<DeleteFile> replaced = new ArrayList<>();
  private boolean emptied;

  /** Files that are being written, and where they belong. */
  private record Writing(CompletableFuture<List<DataFile>> files, List<DataFile> kind) {}

  /**
   * @param pinned what the table showed when the rows were decided; null for nothing
   */
  TableDelta(LakeTableId id, Table table, @Nullable Snapshot pinned) {
    this.id = id;
    this.table = table;
    this.pinned = pinned;
  }

  /** Deletes all rows that the table has, without reading any. */
  public void deleteAll() {
    emptied = true;
  }

  /**
   * Deletes rows; to be called once.
   *
   * @param scan that has found them, in the snapshot that the table had when it was opened
   */
  public void delete(KeyScan scan, RowPositions rows) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      DeleteWriteResult written = new DeleteWriter(table, scan).write(rows);
      deletes.addAll(written.deleteFiles());
      replaced.addAll(written.rewrittenDeleteFiles());
    } catch (IOException e) {
      throw CoreErrors.filesCannotBeWritten(id.toString(), e, LakeFailures.canPass(e));
    }
  }

  /**
   * Adds rows, in one file for each partition; they are written beside what is done next.
   *
   * @param columns of the rows by their names in the table; the table may have more
   */
  public void add(Collection<Row> rows, StructType columns) {
    begin(rows, columns, added);
  }

  /**
   * Adds rows that readers never see: the state of the table before the last one has them, where
   * {@link LakeTable#findFormer} finds them.
   */
  public void addForNow(Collection<Row> rows, StructType columns) {
    begin(rows, columns, intermediateFiles);
  }

  private void begin(Collection<Row> rows, StructType columns, List<DataFile> kind) {
    if (!rows.isEmpty()) {
      writing.add(
          new Writing(
              CompletableFuture.supplyAsync(
                  () -> written(rows, columns), ThreadPools.getWorkerPool()),
              kind));
    }
  }

  /**
   * Does the work and waits until everything is written; if that fails, nothing of it is left.
   *
   * @param work that says what is deleted and added
   */
  public void write(Consumer<TableDelta> work) {
    RuntimeException failure = null;
    try {
      work.accept(this);
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Writing each : writing) {
      try {
        each.kind().addAll(each.files().join());
      } catch (CompletionException e) {
        if (failure == null) {
          failure = e.getCause() instanceof RuntimeException cause ? cause : e;
        }
      }
    }
    if (failure != null) {
      discard();
      throw failure;
    }
  }

  private List<DataFile> written(Collection<Row> rows, StructType columns) {
    Function1<Object, Object> converter = CatalystTypeConverters.createToCatalystConverter(columns);
    Iterator<InternalRow> internal =
        rows.stream().map(row -> (InternalRow) converter.apply(row)).iterator();
    return RowFiles.unsorted(table, columns, false).write(clustered(internal, columns), 0).files();
  }

  private Iterator<InternalRow> clustered(Iterator<InternalRow> rows, StructType columns) {
    if (table.spec().isUnpartitioned()) {
      return rows;
    }
    PartitionKey key = new PartitionKey(table.spec(), RowFiles.schema(table, columns));
    RowStruct struct = new RowStruct(columns);
    Map<PartitionKey, List<InternalRow>> partitions = new LinkedHashMap<>();
    rows.forEachRemaining(
        row -> {
          key.partition(struct.over(row));
          partitions.computeIfAbsent(key.copy(), found -> new ArrayList<>()).add(row);
        });
    return partitions.values().stream().flatMap(List::stream).iterator();
  }

  /**
   * Makes it what readers see, and sets the properties, in one commit.
   *
   * @param summary entries of the snapshot
   * @param changes properties to set, or to remove by {@link TableProperty#REMOVED}
   * @return the id of the snapshot that readers see now
   * @throws LostRaceException if the table has moved since it was opened, or if the catalog does
   *     not say what became of the commit and a second look does not find it
   */
  public long publish(Map<String, String> summary, Map<String, String> changes) {
    return publish(opened -> fill(opened, summary), changes);
  }

  private long publish(Consumer<Transaction> steps, Map<String, String> changes) {
    try {
      return new MainBranch(id, table).moveTo(BRANCH, table.newTransaction(), steps, changes);
    } catch (LostRaceException e) {
      if (e.isRefused()) {
        discard();
      }
      throw e;
    }
  }

  /**
   * Makes it what readers see as a load does that replaces all rows: what was said of the rows
   * before is ended.
   *
   * @param ledgers what of each stream the rows hold for certain, by property
   * @param attempt what no other attempt at any load is called
   * @see LoadTarget#publish
   */
  public long publishLoad(
      Map<String, String> properties, Map<String, String> ledgers, String attempt) {
    String contract = table.properties().get(TableProperty.CONTRACT);
    return publish(
        opened -> {
          fill(opened, Map.of(LoadTarget.ATTEMPT, attempt));
          Map<String, String> present = opened.table().properties();
          if (!Objects.equals(contract, present.get(TableProperty.CONTRACT))) {
            throw new CommitFailedException("its contract is another");
          }
          // What was said of the rows since the table was opened is ended, too.
          TableAlteration.set(opened, LoadTarget.changes(present, properties, ledgers));
        },
        Map.of());
  }

  private void fill(Transaction transaction, Map<String, String> summary) {
    requireUnmoved(transaction.table().currentSnapshot());
    if (pinned != null) {
      // Or the totals in the summary would begin at zero again.
      transaction.manageSnapshots().createBranch(BRANCH, pinned.snapshotId()).commit();
    }
    commit(transaction, summary);
    if (!intermediateFiles.isEmpty()) {
      DeleteFiles pass = transaction.newDelete();
      intermediateFiles.forEach(pass::deleteFile);
      commit(pass, summary);
    }
    notePublication(transaction);
  }

  private void notePublication(Transaction transaction) {
    Snapshot head = Objects.requireNonNull(transaction.table().snapshot(BRANCH));
    TableAlteration.set(transaction, LastPublication.noted(Map.of(), table, pinned, head));
  }

  private void requireUnmoved(@Nullable Snapshot now) {
    long before = pinned == null ? -1 : pinned.snapshotId();
    if ((now == null ? -1 : now.snapshotId()) != before) {
      throw new CommitFailedException("its snapshot is not %s any more", before);
    }
  }

  private void commit(Transaction transaction, Map<String, String> summary) {
    if (emptied) {
      OverwriteFiles overwrite =
          transaction
              .newOverwrite()
              .overwriteByRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue());
      added.forEach(overwrite::addFile);
      intermediateFiles.forEach(overwrite::addFile);
      commit(overwrite, summary);
      return;
    }
    RowDelta delta = transaction.newRowDelta();
    if (pinned != null) {
      delta.validateFromSnapshot(pinned.snapshotId());
    }
    added.forEach(delta::addRows);
    intermediateFiles.forEach(delta::addRows);
    deletes.forEach(delta::addDeletes);
    replaced.forEach(delta::removeDeletes);
    commit(delta, summary);
  }

  private static <T extends SnapshotUpdate<T>> void commit(T update, Map<String, String> summary) {
    summary.forEach(update::set);
    update.toBranch(BRANCH).commit();
  }

  private void discard() {
    List<ContentFile<?>> files = new ArrayList<>(added);
    files.addAll(intermediateFiles);
    files.addAll(deletes);
    WrittenFiles.delete(table.io(), files);
  }
}
