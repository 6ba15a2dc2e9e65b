package dev.firn.lake.keys;

import dev.firn.lake.rows.Compression;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetValueWriters.PositionDeleteStructWriter;
import org.apache.iceberg.parquet.ParquetValueWriters.StructWriter;
import org.apache.iceberg.shaded.org.apache.avro.util.Utf8;

/**
 * Files that each list the deleted rows of one data file. Iceberg's own writers hash the data
 * file's name for every row and try a dictionary of positions, which costs more than the rest.
 */
final class PositionDeleteFiles {

  private final OutputFileFactory names;
  private final Map<String, String> settings;

  PositionDeleteFiles(Table table, OutputFileFactory names) {
    this.names = names;
    this.settings = Compression.of(table.properties());
  }

  /**
   * @param task of the data file
   * @param positions of its deleted rows, at least one; they are sorted here
   */
  DeleteFile write(FileScanTask task, long[] positions) throws IOException {
    Arrays.sort(positions);
    String path = task.file().location();
    // Without partitions there is no directory between; an empty one would be "//" in the key.
    EncryptedOutputFile file =
        task.spec().isUnpartitioned()
            ? names.newOutputFile()
            : names.newOutputFile(task.spec(), task.partition());
    FileAppender<PositionDelete<Record>> rows =
        Parquet.write(file)
            .setAll(settings)
            .metricsConfig(MetricsConfig.forPositionDelete())
            .meta("delete-type", "position")
            .schema(DeleteSchemaUtil.pathPosSchema())
            .withDictionaryEncoding(MetadataColumns.DELETE_FILE_POS.name(), false)
            .createWriterFunc(
                (schema, type) ->
                    new PositionDeleteStructWriter<Record>(
                        (StructWriter<?>) GenericParquetWriter.create(schema, type),
                        Function.identity()))
            .build();
    PositionDeleteWriter<Record> writer =
        new PositionDeleteWriter<>(
            rows,
            FileFormat.PARQUET,
            file.encryptingOutputFile().location(),
            task.spec(),
            task.partition(),
            file.keyMetadata());
    PositionDelete<Record> row = PositionDelete.create();
    try (writer) {
      // The writer notes which data file it is about; the others pass it by.
      writer.write(row.set(path, positions[0]));
      // The only text that Iceberg's writer does not encode anew for every row.
      CharSequence encoded = new Utf8(path);
      for (int i = 1; i < positions.length; i++) {
        if (positions[i] != positions[i - 1]) {
          rows.add(row.set(encoded, positions[i]));
        }
      }
    }
    return writer.toDeleteFile();
  }
}
