package dev.firn.lake;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.RegistryBasedFileWriterFactory;
import org.apache.iceberg.io.ClusteredDataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes rows into data files of a table, where a Spark task runs. */
public final class RowFiles implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Table table;
  private final Schema schema;
  private final StructType rowType;

  /**
   * @param rowType the columns of the rows by their names in the table; the table may have more
   */
  RowFiles(Table table, StructType rowType) {
    this.table = SerializableTable.copyOf(table);
    this.rowType = rowType;
    this.schema =
        new Schema(
            Arrays.stream(rowType.fields())
                .map(StructField::name)
                .map(table.schema()::findField)
                .toList());
  }

  /**
   * Writes all the rows; if that fails, no file is left.
   *
   * @param rows clustered by partition, if the table is partitioned
   * @param task a number that no other task of this load has, for the files' names
   */
  public WrittenFiles write(Iterator<InternalRow> rows, long task) {
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, task)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    try {
      return table.spec().isUnpartitioned() ? writePlain(rows, names) : writeClustered(rows, names);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + table.name() + ": " + e.getMessage(), e);
    }
  }

  private WrittenFiles writePlain(Iterator<InternalRow> rows, OutputFileFactory names)
      throws IOException {
    RollingDataWriter<InternalRow> writer =
        new RollingDataWriter<>(writers(), names, table.io(), targetSize(), table.spec(), null);
    boolean complete = false;
    try {
      while (rows.hasNext()) {
        writer.write(rows.next());
      }
      writer.close();
      complete = true;
      return new WrittenFiles(writer.result().dataFiles());
    } finally {
      if (!complete) {
        writer.close();
        new WrittenFiles(writer.result().dataFiles()).delete(table.io());
      }
    }
  }

  private WrittenFiles writeClustered(Iterator<InternalRow> rows, OutputFileFactory names)
      throws IOException {
    PartitionSpec spec = table.spec();
    PartitionKey key = new PartitionKey(spec, schema);
    RowStruct struct = new RowStruct(rowType);
    ClusteredDataWriter<InternalRow> writer =
        new ClusteredDataWriter<>(writers(), names, table.io(), targetSize());
    boolean complete = false;
    try {
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        key.partition(struct.over(row));
        writer.write(row, spec, key);
      }
      writer.close();
      complete = true;
      return new WrittenFiles(writer.result().dataFiles());
    } finally {
      if (!complete) {
        writer.close();
        new WrittenFiles(writer.result().dataFiles()).delete(table.io());
      }
    }
  }

  private FileWriterFactory<InternalRow> writers() {
    return new Writers(table, schema, rowType);
  }

  private long targetSize() {
    return PropertyUtil.propertyAsLong(
        table.properties(),
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /** Iceberg's Parquet writers for rows of Spark; a load writes no deletes. */
  private static final class Writers
      extends RegistryBasedFileWriterFactory<InternalRow, StructType> {

    private static final long serialVersionUID = 1L;

    Writers(Table table, Schema schema, StructType rowType) {
      super(
          table,
          FileFormat.PARQUET,
          InternalRow.class,
          schema,
          table.sortOrder(),
          FileFormat.PARQUET,
          null,
          null,
          SortOrder.unsorted(),
          Map.of(),
          rowType,
          null);
    }
  }
}
