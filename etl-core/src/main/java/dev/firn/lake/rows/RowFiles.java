package dev.firn.lake.rows;

import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.failure.LakeFailures;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.RegistryBasedFileWriterFactory;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.ClusteredDataWriter;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes rows into data files of a table, where a Spark task runs. */
public final class RowFiles implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Table table;
  private final Schema schema;
  private final StructType rowType;
  private final boolean readsBack;
  private final SortOrder order;

  /**
   * For rows that come in the table's order.
   *
   * @param rowType the columns of the rows by their names in the table; the table may have more
   * @param readsBack true to read every file again and compare its checksum
   */
  public RowFiles(Table table, StructType rowType, boolean readsBack) {
    this(table, rowType, readsBack, table.sortOrder());
  }

  private RowFiles(Table table, StructType rowType, boolean readsBack, SortOrder order) {
    this.order = order;
    this.table = SerializableTable.copyOf(table);
    this.rowType = rowType;
    this.readsBack = readsBack;
    this.schema = schema(table, rowType);
  }

  /** For rows that come as they come; who reads the files must not believe that they are sorted. */
  public static RowFiles unsorted(Table table, StructType rowType, boolean readsBack) {
    return new RowFiles(table, rowType, readsBack, SortOrder.unsorted());
  }

  /** The columns of the table that the rows have, in the order of the rows. */
  public static Schema schema(Table table, StructType rowType) {
    return new Schema(
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
   * @throws UnavailableException if the store is full or refuses
   */
  public WrittenFiles write(Iterator<InternalRow> rows, long task) {
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, task)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    try {
      if (!readsBack) {
        return write(rows, names);
      }
      RowChecksum sent = new RowChecksum(rowType);
      WrittenFiles written = write(new Summed(rows, sent), names);
      verify(sent, written);
      return written;
    } catch (IOException | UncheckedIOException e) {
      throw CoreErrors.filesCannotBeWritten(table.name(), e, LakeFailures.canPass(e));
    } catch (Error e) {
      // Hadoop says so that a local disk is full.
      if (e.getCause() instanceof IOException full) {
        throw CoreErrors.filesCannotBeWritten(table.name(), full, LakeFailures.canPass(full));
      }
      throw e;
    }
  }

  private WrittenFiles write(Iterator<InternalRow> rows, OutputFileFactory names)
      throws IOException {
    Sink sink = table.spec().isUnpartitioned() ? plain(names) : clustered(names);
    boolean complete = false;
    try {
      while (rows.hasNext()) {
        sink.write(rows.next());
      }
      sink.close();
      complete = true;
      return new WrittenFiles(sink.result().dataFiles());
    } finally {
      if (!complete) {
        sink.close();
        new WrittenFiles(sink.result().dataFiles()).delete(table.io());
      }
    }
  }

  /** Deletes files that nobody will publish. */
  public void discard(Collection<WrittenFiles> written) {
    written.forEach(part -> part.delete(table.io()));
  }

  private void verify(RowChecksum sent, WrittenFiles written) throws IOException {
    try {
      requireEqual(sent, written);
    } catch (IOException | RuntimeException e) {
      written.delete(table.io());
      throw e;
    }
  }

  private void requireEqual(RowChecksum sent, WrittenFiles written) throws IOException {
    RowChecksum stored = new RowChecksum(rowType);
    for (DataFile file : written.files()) {
      FaultPoint.reached("load.file.written", file.location());
      try (CloseableIterable<InternalRow> rows =
          FormatModelRegistry.<InternalRow, StructType>readBuilder(
                  FileFormat.PARQUET, InternalRow.class, table.io().newInputFile(file))
              .project(schema)
              .engineProjection(rowType)
              .build()) {
        rows.forEach(stored::add);
      } catch (RuntimeException e) {
        throw CoreErrors.fileCannotBeReadBack(table.name(), file.location(), e);
      }
    }
    if (!stored.isEqualTo(sent)) {
      throw new IllegalStateException(
          "Cannot publish %s: %s were sent, the files hold %s."
              .formatted(table.name(), sent, stored));
    }
  }

  /** Rows that are added to a checksum as they pass. */
  private record Summed(Iterator<InternalRow> rows, RowChecksum checksum)
      implements Iterator<InternalRow> {

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public InternalRow next() {
      InternalRow row = rows.next();
      checksum.add(row);
      return row;
    }
  }

  /** Takes rows and ends as files. */
  private interface Sink extends Closeable {
    void write(InternalRow row);

    DataWriteResult result();
  }

  private Sink plain(OutputFileFactory names) {
    RollingDataWriter<InternalRow> writer =
        new RollingDataWriter<>(writers(), names, table.io(), targetSize(), table.spec(), null);
    return new Sink() {
      @Override
      public void write(InternalRow row) {
        writer.write(row);
      }

      @Override
      public DataWriteResult result() {
        return writer.result();
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  private Sink clustered(OutputFileFactory names) {
    PartitionSpec spec = table.spec();
    PartitionKey key = new PartitionKey(spec, schema);
    RowStruct struct = new RowStruct(rowType);
    ClusteredDataWriter<InternalRow> writer =
        new ClusteredDataWriter<>(writers(), names, table.io(), targetSize());
    return new Sink() {
      @Override
      public void write(InternalRow row) {
        key.partition(struct.over(row));
        writer.write(row, spec, key);
      }

      @Override
      public DataWriteResult result() {
        return writer.result();
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  private FileWriterFactory<InternalRow> writers() {
    return new Writers(table, schema, rowType, order);
  }

  private long targetSize() {
    return PropertyUtil.propertyAsLong(
        table.properties(),
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * Our own Parquet writer where it knows all the columns, else Iceberg's for rows of Spark; a load
   * writes no deletes.
   */
  private static final class Writers
      extends RegistryBasedFileWriterFactory<InternalRow, StructType> {

    private static final long serialVersionUID = 1L;

    private final Table table;
    private final Schema schema;
    private final SortOrder order;

    Writers(Table table, Schema schema, StructType rowType, SortOrder order) {
      super(
          table,
          FileFormat.PARQUET,
          InternalRow.class,
          schema,
          order,
          FileFormat.PARQUET,
          null,
          null,
          SortOrder.unsorted(),
          Compression.of(table.properties()),
          rowType,
          null);
      this.table = table;
      this.schema = schema;
      this.order = order;
    }

    @Override
    public DataWriter<InternalRow> newDataWriter(
        EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
      if (!RowWriter.takes(schema)) {
        return super.newDataWriter(file, spec, partition);
      }
      try {
        return Parquet.writeData(file)
            .forTable(table)
            .setAll(Compression.of(table.properties()))
            .schema(schema)
            .metricsConfig(MetricsConfig.forTable(table))
            .createWriterFunc((columns, parquet) -> RowWriter.of(columns, parquet))
            .withSpec(spec)
            .withPartition(partition)
            .withSortOrder(order)
            .overwrite()
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
