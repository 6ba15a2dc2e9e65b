package dev.firn.lake.control;

import dev.firn.error.CoreErrors;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.commit.TableCommit;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.LakeTableId;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;

/**
 * A small Iceberg table that the driver reads and writes by itself, without a Spark job.
 *
 * @param <T> a row
 */
public final class ControlTable<T> {

  private static final RetryPolicy RETRIES =
      new RetryPolicy(10, Duration.ofMillis(20), 2, Duration.ofSeconds(1));
  private static final int MAX_SNAPSHOTS = 200;
  private static final long KEPT_MILLIS = Duration.ofMinutes(10).toMillis();

  /** Rows as they were read, and the records from which each was made. */
  private record Content<T>(List<T> rows, IdentityHashMap<T, Record> records) {}

  private final LakeTableId id;
  private final Table table;
  private final ControlRows<T> mapping;
  private final Retry retry;

  public ControlTable(LakeTableId id, Table table, ControlRows<T> mapping) {
    this(id, table, mapping, new Retry(RETRIES));
  }

  ControlTable(LakeTableId id, Table table, ControlRows<T> mapping, Retry retry) {
    this.id = id;
    this.table = table;
    this.mapping = mapping;
    this.retry = retry;
  }

  public List<T> rows() {
    return content().rows();
  }

  /** Another number after every change, by whomever; the same as long as there was none. */
  public long version() {
    table.refresh();
    Snapshot newest = table.currentSnapshot();
    return newest == null ? -1 : newest.snapshotId();
  }

  /** The values of some columns only. */
  @SafeVarargs
  public final List<ControlRow> select(ControlColumn<T, ?>... columns) {
    table.refresh();
    String[] names = Arrays.stream(columns).map(ControlColumn::name).toArray(String[]::new);
    return read(IcebergGenerics.read(table).select(names), ControlRow::new);
  }

  /**
   * Writes rows that become part of the table only when they are admitted.
   *
   * @return one line by which {@link #admit} finds them
   */
  public String stage(List<T> rows) {
    GenericRecord empty = GenericRecord.create(table.schema());
    DataFile file = write(rows.stream().map(row -> mapping.write(row, empty.copy())).toList());
    return file.recordCount() + " " + file.fileSizeInBytes() + " " + file.location();
  }

  /**
   * Makes staged rows part of the table, unless they are; whoever asks, and however often.
   *
   * @param column holds in each of these rows the value, and in no other
   * @return false if the file of the staged rows is gone
   */
  public boolean admit(String staged, ControlColumn<T, String> column, String value) {
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
    Expression areThere = Expressions.equal(column.name(), value);
    retry.perform(
        "add rows to " + id,
        () -> {
          table.refresh();
          Snapshot seen = table.currentSnapshot();
          if (read(IcebergGenerics.read(table).select(column.name()).where(areThere), row -> row)
              .isEmpty()) {
            TableCommit.to(id).run(since(seen, table.newOverwrite().addFile(file)));
          }
        });
    return true;
  }

  /**
   * Replaces the content in one commit.
   *
   * @param change makes the next content from the present one, and once more from the content that
   *     another writer has made if that one was faster. If the catalog does not say what became of
   *     a commit, it may also meet what it has made itself. A row that it passes on keeps the
   *     columns that only later versions know.
   * @throws LostRaceException if other writers were always faster
   */
  public void update(UnaryOperator<List<T>> change) {
    retry.perform(
        "update " + id,
        () -> {
          Content<T> present = content();
          Snapshot seen = table.currentSnapshot();
          List<T> next = change.apply(new ArrayList<>(present.rows()));
          replace(next.stream().map(row -> stored(row, present)).toList(), seen);
        });
    forgetHistory();
  }

  private Content<T> content() {
    table.refresh();
    IdentityHashMap<T, Record> records = new IdentityHashMap<>();
    List<T> rows =
        read(
            IcebergGenerics.read(table),
            record -> {
              T row = mapping.read(record);
              records.put(row, record);
              return row;
            });
    return new Content<>(rows, records);
  }

  private Record stored(T row, Content<T> present) {
    Record unchanged = present.records().get(row);
    return unchanged == null ? mapping.write(row, GenericRecord.create(table.schema())) : unchanged;
  }

  private static <R> List<R> read(IcebergGenerics.ScanBuilder scan, Function<Record, R> reader) {
    List<R> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = scan.build()) {
      records.forEach(record -> rows.add(reader.apply(record)));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replace(List<Record> rows, @Nullable Snapshot seen) {
    OverwriteFiles overwrite =
        since(seen, table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue()))
            .validateNoConflictingDeletes();
    if (!rows.isEmpty()) {
      overwrite.addFile(write(rows));
    }
    TableCommit.to(id).run(overwrite);
  }

  /** The commit, if nobody has added anything since the snapshot was seen. */
  private static OverwriteFiles since(@Nullable Snapshot seen, OverwriteFiles overwrite) {
    overwrite.conflictDetectionFilter(Expressions.alwaysTrue()).validateNoConflictingData();
    return seen == null ? overwrite : overwrite.validateFromSnapshot(seen.snapshotId());
  }

  /** A stream writes here every few seconds for months. */
  private void forgetHistory() {
    Snapshot newest = table.currentSnapshot();
    if (newest != null && table.history().size() > MAX_SNAPSHOTS) {
      TableCommit.to(id)
          .run(
              table
                  .expireSnapshots()
                  .expireOlderThan(newest.timestampMillis() - KEPT_MILLIS)
                  .retainLast(MAX_SNAPSHOTS / 10));
    }
  }

  private DataFile write(List<Record> rows) {
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
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw CoreErrors.filesCannotBeWritten(table.name(), e, LakeFailures.canPass(e));
    }
    return writer.toDataFile();
  }
}
