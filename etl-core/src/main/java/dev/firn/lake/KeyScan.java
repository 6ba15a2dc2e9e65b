package dev.firn.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.model.LakeTableId;
import dev.firn.model.SparkName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The data files of one snapshot that can hold rows with some keys. What they hold can be read
 * where this is, without a Spark job, or by one.
 */
public final class KeyScan {

  /** Is shown rows. */
  @FunctionalInterface
  public interface RowVisitor {

    /**
     * @param values with the classes that rows of Spark may have
     */
    void visit(@Nullable Object[] values, String file, long position);
  }

  private final LakeTableId id;
  private final Table table;
  private final Snapshot snapshot;
  private final Expression filter;
  private final Schema then;
  private final Map<String, FileScanTask> files = new LinkedHashMap<>();

  /**
   * @param columns of the key, as they are called now
   */
  KeyScan(
      LakeTableId id,
      Table table,
      Snapshot snapshot,
      List<String> columns,
      List<@Nullable Object[]> keys) {
    this.id = id;
    this.table = table;
    this.snapshot = snapshot;
    this.filter = KeyFilter.of(table.schema(), columns, keys);
    this.then = SnapshotUtil.schemaFor(table, snapshot.snapshotId());
    List<String> namesThen =
        columns.stream()
            .map(column -> then.findColumnName(table.schema().findField(column).fieldId()))
            .toList();
    Expression filterThen =
        namesThen.equals(columns) ? filter : KeyFilter.of(then, namesThen, keys);
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).filter(filterThen).planFiles()) {
      tasks.forEach(task -> files.put(task.file().location(), task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Data files that can hold rows with the keys. */
  public int files() {
    return files.size();
  }

  /** Rows in these files. */
  public long rows() {
    return files.values().stream().mapToLong(task -> task.file().recordCount()).sum();
  }

  /** True if the keys leave files of the snapshot out. */
  public boolean isNarrow() {
    return PropertyUtil.propertyAsLong(
            snapshot.summary(), SnapshotSummary.TOTAL_DATA_FILES_PROP, Long.MAX_VALUE)
        > files.size();
  }

  /** True if nothing but Spark can read the files. */
  public boolean needsSpark() {
    return files.values().stream()
        .anyMatch(
            task ->
                task.file().format() != FileFormat.PARQUET
                    || task.deletes().stream()
                        .anyMatch(file -> file.content() != FileContent.POSITION_DELETES));
  }

  /**
   * True if the snapshot has the column, by whatever name; if not, it was added later.
   *
   * @param column as it is called now
   */
  public boolean has(String column) {
    return then.findField(table.schema().findField(column).fieldId()) != null;
  }

  /** The snapshot as Spark reads it, all of its rows, with the columns that the table has now. */
  public Dataset<Row> dataset(SparkSession spark) {
    Dataset<Row> rows =
        spark.read().option("versionAsOf", snapshot.snapshotId()).table(id.quoted());
    return then.sameSchema(table.schema())
        ? rows
        : rows.select(
            Stream.concat(
                    table.schema().columns().stream().map(this::asNow),
                    Stream.of(MetadataColumns.FILE_PATH, MetadataColumns.ROW_POSITION)
                        .map(field -> col(field.name())))
                .toArray(Column[]::new));
  }

  private Column asNow(Types.NestedField now) {
    Types.NestedField field = then.findField(now.fieldId());
    Column value = field == null ? lit(null) : col(SparkName.quoted(field.name()));
    return value.cast(SparkSchemaUtil.convert(now.type())).as(now.name());
  }

  /**
   * Reads the rows in the files; not all of them have one of the keys.
   *
   * @param columns of the table, among them those of the key
   */
  public void read(List<String> columns, RowVisitor visitor) {
    List<Types.NestedField> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(table.schema().findField(column)));
    fields.add(MetadataColumns.ROW_POSITION);
    Schema projection = new Schema(fields);
    for (FileScanTask task : files.values()) {
      String file = task.file().location();
      PositionDeleteIndex deleted = deletes(task.deletes(), file);
      try (CloseableIterable<Record> rows =
          FormatModelRegistry.<Record, Object>readBuilder(
                  FileFormat.PARQUET, Record.class, table.io().newInputFile(task.file()))
              .project(projection)
              .filter(filter)
              .reuseContainers()
              .build()) {
        for (Record row : rows) {
          long position = (Long) row.get(columns.size());
          if (!deleted.isDeleted(position)) {
            visitor.visit(values(row, columns.size()), file, position);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
  }

  private static @Nullable Object[] values(Record row, int count) {
    @Nullable Object[] values = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = inSparksTerms(row.get(i));
    }
    return values;
  }

  private static @Nullable Object inSparksTerms(@Nullable Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof ByteBuffer buffer) {
      return ByteBuffers.toByteArray(buffer);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>(list.size());
      list.forEach(element -> elements.add(inSparksTerms(element)));
      return elements;
    }
    return value;
  }

  /** The positions in a data file that the deletes speak of. */
  PositionDeleteIndex deletes(List<DeleteFile> deletes, String file) {
    return deletes.isEmpty()
        ? PositionDeleteIndex.empty()
        : new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
            .loadPositionDeletes(deletes, file);
  }

  /** The file as it was planned, with its partition and its deletes. */
  FileScanTask task(String file) {
    FileScanTask task = files.get(file);
    if (task == null) {
      throw new IllegalStateException(file + " holds rows that its statistics exclude");
    }
    return task;
  }
}
