package dev.firn.lake;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.DeleteGranularity;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.FanoutPositionOnlyDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which rows are deleted, in the way of the table's format. What a data file had of
 * deletes before is merged with what is new, because who reads it has to open all of them; only
 * long lists stay as they are until as much has come again, or every batch would write them anew.
 */
final class DeleteWriter {

  private static final long ALWAYS_MERGED = 10_000;
  private static final long MERGED_PER_NEW_ONE = 4;

  private final Table table;
  private final KeyScan scan;

  /**
   * @param scan that has found the rows
   */
  DeleteWriter(Table table, KeyScan scan) {
    this.table = table;
    this.scan = scan;
  }

  DeleteWriteResult write(Collection<RowPlace> rows) throws IOException {
    return TableUtil.formatVersion(table) >= 3 ? vectors(rows) : files(rows);
  }

  private DeleteWriteResult vectors(Collection<RowPlace> rows) throws IOException {
    DVFileWriter writer =
        new BaseDVFileWriter(names(FileFormat.PUFFIN), file -> previous(file, delete -> true));
    try (writer) {
      for (RowPlace row : rows) {
        FileScanTask task = scan.task(row.file());
        writer.delete(row.file(), row.position(), task.spec(), task.partition());
      }
    }
    return writer.result();
  }

  private DeleteWriteResult files(Collection<RowPlace> rows) throws IOException {
    Map<String, Long> news =
        rows.stream().collect(Collectors.groupingBy(RowPlace::file, Collectors.counting()));
    FanoutPositionOnlyDeleteWriter<Record> writer =
        new FanoutPositionOnlyDeleteWriter<>(
            new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .build(),
            names(FileFormat.PARQUET),
            table.io(),
            PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.DELETE_TARGET_FILE_SIZE_BYTES,
                TableProperties.DELETE_TARGET_FILE_SIZE_BYTES_DEFAULT),
            DeleteGranularity.FILE,
            file ->
                previous(
                    file.toString(),
                    delete -> isMerged(delete, news.getOrDefault(file.toString(), 0L))));
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      for (RowPlace row : rows) {
        FileScanTask task = scan.task(row.file());
        writer.write(delete.set(row.file(), row.position()), task.spec(), task.partition());
      }
    }
    return writer.result();
  }

  /** What speaks of other data files, too, has to stay. */
  private static boolean isMerged(DeleteFile delete, long news) {
    return ContentFileUtil.isFileScoped(delete)
        && delete.recordCount() <= Math.max(ALWAYS_MERGED, MERGED_PER_NEW_ONE * news);
  }

  /** What of the deletes that a data file has is to be written again. */
  private @Nullable PositionDeleteIndex previous(String file, Predicate<DeleteFile> merged) {
    List<DeleteFile> deletes = scan.task(file).deletes().stream().filter(merged).toList();
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
