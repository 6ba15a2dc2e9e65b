package dev.firn.lake;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.BaseDeleteLoader;
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
 * Writes down which rows are deleted, in the way of the table's format, so that every data file has
 * at most one file of deletes: what it had before is merged with what is new.
 */
final class DeleteWriter {

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
        new BaseDVFileWriter(names(FileFormat.PUFFIN), file -> previous(file, false));
    try (writer) {
      for (RowPlace row : rows) {
        FileScanTask task = scan.task(row.file());
        writer.delete(row.file(), row.position(), task.spec(), task.partition());
      }
    }
    return writer.result();
  }

  private DeleteWriteResult files(Collection<RowPlace> rows) throws IOException {
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
            file -> previous(file.toString(), true));
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      for (RowPlace row : rows) {
        FileScanTask task = scan.task(row.file());
        writer.write(delete.set(row.file(), row.position()), task.spec(), task.partition());
      }
    }
    return writer.result();
  }

  /**
   * What is deleted of a data file already.
   *
   * @param ofItAlone true to leave out files that speak of other data files, too, and stay
   */
  private @Nullable PositionDeleteIndex previous(String file, boolean ofItAlone) {
    List<DeleteFile> deletes =
        scan.task(file).deletes().stream()
            .filter(delete -> !ofItAlone || ContentFileUtil.isFileScoped(delete))
            .toList();
    return deletes.isEmpty()
        ? null
        : new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
            .loadPositionDeletes(deletes, file);
  }

  private OutputFileFactory names(FileFormat format) {
    return OutputFileFactory.builderFor(table, 0, 0)
        .format(format)
        .operationId(UUID.randomUUID().toString())
        .suffix("deletes")
        .build();
  }
}
