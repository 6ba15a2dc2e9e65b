package dev.firn.lake.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * A small Iceberg table that the driver reads and writes by itself, without a Spark job.
 *
 * <p>Rows are arrays in the order of the table's columns, with the values of Iceberg's generic
 * records: a timestamp with zone is an {@link java.time.OffsetDateTime}.
 */
public final class ControlTable {

  /** Makes the table's next content from its present one. */
  @FunctionalInterface
  public interface Change {
    List<Object[]> apply(List<Object[]> rows);
  }

  private static final int MAX_TRIES = 10;
  private static final int MAX_SNAPSHOTS = 200;
  private static final long KEPT_MILLIS = Duration.ofMinutes(10).toMillis();

  private final Table table;

  public ControlTable(Table table) {
    this.table = table;
  }

  public List<Object[]> rows() {
    table.refresh();
    int width = table.schema().columns().size();
    List<Object[]> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Object[] row = new Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = record.get(i);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of some columns only, in the order in which they are named. */
  public List<Object[]> rows(List<String> columns) {
    table.refresh();
    List<Object[]> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).select(columns.toArray(String[]::new)).build()) {
      for (Record record : records) {
        rows.add(columns.stream().map(record::getField).toArray());
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes rows that become part of the table only when they are admitted.
   *
   * @return one line by which {@link #admit} finds them
   */
  public String stage(List<Object[]> rows) {
    DataFile file = write(rows);
    return file.recordCount() + " " + file.fileSizeInBytes() + " " + file.location();
  }

  /**
   * Makes staged rows part of the table, unless they are; whoever asks, and however often.
   *
   * @param column holds in each of these rows the value, and in no other
   * @return false if the file of the staged rows is gone
   */
  public boolean admit(String staged, String column, String value) {
    String[] parts = staged.split(" ", 3);
    if (!table.io().newInputFile(parts[2]).exists()) {
      return false;
    }
    DataFile file =
        DataFiles.builder(table.spec())
            .withFormat(FileFormat.PARQUET)
            .withRecordCount(Long.parseLong(parts[0]))
            .withFileSizeInBytes(Long.parseLong(parts[1]))
            .withPath(parts[2])
            .build();
    for (int tries = 1; ; tries++) {
      try {
        table.refresh();
        Snapshot seen = table.currentSnapshot();
        if (!holds(column, value)) {
          since(seen, table.newOverwrite().addFile(file)).commit();
        }
        return true;
      } catch (ValidationException | CommitFailedException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private boolean holds(String column, String value) {
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table)
            .select(column)
            .where(Expressions.equal(column, value))
            .build()) {
      return records.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the content in one commit; if another writer was faster, the change is made again. */
  public void update(Change change) {
    for (int tries = 1; ; tries++) {
      try {
        List<Object[]> present = rows();
        replace(change.apply(present), table.currentSnapshot());
        forgetHistory();
        return;
      } catch (ValidationException | CommitFailedException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** A stream writes here every few seconds for months. */
  private void forgetHistory() {
    if (table.history().size() > MAX_SNAPSHOTS) {
      table
          .expireSnapshots()
          .expireOlderThan(System.currentTimeMillis() - KEPT_MILLIS)
          .retainLast(MAX_SNAPSHOTS / 10)
          .commit();
    }
  }

  public void append(List<Object[]> rows) {
    table.refresh();
    table.newFastAppend().appendFile(write(rows)).commit();
  }

  private void replace(List<Object[]> rows, @org.jspecify.annotations.Nullable Snapshot seen) {
    OverwriteFiles overwrite =
        since(seen, table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue()))
            .validateNoConflictingDeletes();
    if (!rows.isEmpty()) {
      overwrite.addFile(write(rows));
    }
    overwrite.commit();
  }

  /** The commit, if nobody has added anything since the snapshot was seen. */
  private static OverwriteFiles since(
      @org.jspecify.annotations.Nullable Snapshot seen, OverwriteFiles overwrite) {
    overwrite.conflictDetectionFilter(Expressions.alwaysTrue()).validateNoConflictingData();
    return seen == null ? overwrite : overwrite.validateFromSnapshot(seen.snapshotId());
  }

  private DataFile write(List<Object[]> rows) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .operationId(UUID.randomUUID().toString())
            .format(FileFormat.PARQUET)
            .build();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .build()
            .newDataWriter(files.newOutputFile(), table.spec(), null);
    try (writer) {
      GenericRecord template = GenericRecord.create(table.schema());
      for (Object[] row : rows) {
        GenericRecord record = template.copy();
        for (int i = 0; i < row.length; i++) {
          record.set(i, row[i]);
        }
        writer.write(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }
}
