package dev.firn.lake.keys;

import dev.firn.lake.rows.WrittenFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.CharSequenceSet;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which rows are deleted, in the way of the table's format. What a data file had of
 * deletes before is merged with what is new, because who reads it has to open all of them. A long
 * list stays as it is until half as much has come again: so a row is written anew only when there
 * are many more, and the lists of a data file are as few as its rows are often doubled.
 */
public final class DeleteWriter {

  private static final long ALWAYS_MERGED = 10_000;

  private final Table table;
  private final KeyScan scan;

  /**
   * @param scan that has found the rows
   */
  public DeleteWriter(Table table, KeyScan scan) {
    this.table = table;
    this.scan = scan;
  }

  public DeleteWriteResult write(RowPositions rows) throws IOException {
    return TableUtil.formatVersion(table) >= 3 ? vectors(rows) : files(rows);
  }

  private DeleteWriteResult vectors(RowPositions rows) throws IOException {
    DVFileWriter writer = new BaseDVFileWriter(names(FileFormat.PUFFIN), this::previous);
    try (writer) {
      for (String file : rows.files()) {
        FileScanTask task = scan.task(file);
        for (long position : rows.positions(file)) {
          writer.delete(file, position, task.spec(), task.partition());
        }
      }
    }
    return writer.result();
  }

  /** Several at a time, because nothing else happens meanwhile. */
  private DeleteWriteResult files(RowPositions rows) throws IOException {
    PositionDeleteFiles files = new PositionDeleteFiles(table, names(FileFormat.PARQUET));
    Queue<DeleteFile> written = new ConcurrentLinkedQueue<>();
    Queue<DeleteFile> replaced = new ConcurrentLinkedQueue<>();
    try {
      Tasks.foreach(rows.files())
          .executeWith(ThreadPools.getWorkerPool())
          .stopOnFailure()
          .throwFailureWhenFinished()
          .run(
              file -> {
                FileScanTask task = scan.task(file);
                long[] news = rows.positions(file);
                List<DeleteFile> merged = merged(task.deletes(), news.length);
                LongStream.Builder before = LongStream.builder();
                scan.deletes(merged, file).forEach(before::add);
                written.add(
                    files.write(
                        task, LongStream.concat(before.build(), LongStream.of(news)).toArray()));
                replaced.addAll(merged);
              },
              IOException.class);
    } catch (IOException | RuntimeException e) {
      WrittenFiles.delete(table.io(), written);
      throw e;
    }
    return new DeleteWriteResult(
        List.copyOf(written), CharSequenceSet.of(rows.files()), List.copyOf(replaced));
  }

  /**
   * The existing delete files to merge with the new deletes. Files that also list deletes of other
   * data files are left as they are.
   *
   * @param news number of new deletes
   */
  private static List<DeleteFile> merged(List<DeleteFile> before, long news) {
    List<DeleteFile> merged = new ArrayList<>();
    long rows = news;
    for (DeleteFile delete : ascending(before)) {
      if (delete.recordCount() > Math.max(ALWAYS_MERGED, 2 * rows)) {
        break;
      }
      merged.add(delete);
      rows += delete.recordCount();
    }
    return merged;
  }

  private static List<DeleteFile> ascending(List<DeleteFile> deletes) {
    return deletes.stream()
        .filter(ContentFileUtil::isFileScoped)
        .sorted(Comparator.comparingLong(DeleteFile::recordCount))
        .toList();
  }

  private @Nullable PositionDeleteIndex previous(String file) {
    // Equality deletes of other writers go on to hold beside what is written here.
    List<DeleteFile> deletes =
        scan.task(file).deletes().stream()
            .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
            .toList();
    return deletes.isEmpty() ? null : scan.deletes(deletes, file);
  }

  private OutputFileFactory names(FileFormat format) {
    return OutputFileFactory.builderFor(table, 0, 0)
        .format(format)
        .operationId(UUID.randomUUID().toString())
        .suffix("deletes")
        .build();
  }
}
