package dev.firn.lake.keys;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.error.CoreErrors;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.CombinedScanTask;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.iceberg.util.TableScanUtil;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The data files of one snapshot that can hold rows with some keys. What they hold can be read
 * where this is, without a Spark job, or by one.
 */
public final class KeyScan {

  private static final int TASKS_PER_CORE = 2;
  private static final long MIN_TASK_BYTES = 4 << 20;

  /** What opening a file costs, expressed in bytes read. */
  private static final long OPEN_FILE_COST = 1 << 20;

  private final LakeTableId id;
  private final Table table;
  private final Snapshot snapshot;
  private final List<String> columns;
  private final List<@Nullable Object[]> keys;
  private final Expression filter;
  private final @Nullable String mark;
  private final Schema then;
  private final Map<String, FileScanTask> files = new LinkedHashMap<>();

  /**
   * @param columns of the key, as they are called now
   */
  public KeyScan(
      LakeTableId id,
      Table table,
      Snapshot snapshot,
      List<String> columns,
      List<@Nullable Object[]> keys) {
    this(id, table, snapshot, columns, keys, null);
  }

  /**
   * @param columns of the key, as they are called now
   * @param mark a boolean column that is true for the rows that are looked for; null for all
   */
  public KeyScan(
      LakeTableId id,
      Table table,
      Snapshot snapshot,
      List<String> columns,
      List<@Nullable Object[]> keys,
      @Nullable String mark) {
    this.id = id;
    this.table = table;
    this.snapshot = snapshot;
    this.columns = columns;
    this.keys = keys;
    this.mark = mark;
    Expression ofKeys = KeyFilter.of(table.schema(), columns, keys);
    this.filter = mark == null ? ofKeys : Expressions.and(Expressions.equal(mark, true), ofKeys);
    this.then = SnapshotUtil.schemaFor(table, snapshot.snapshotId());
    // A row that is older than a column of the key has no key.
    if (columns.stream().allMatch(this::has)) {
      plan();
    }
  }

  private KeyScan(KeyScan all, Predicate<String> wanted) {
    this.id = all.id;
    this.table = all.table;
    this.snapshot = all.snapshot;
    this.columns = all.columns;
    this.keys = all.keys;
    this.filter = all.filter;
    this.mark = all.mark;
    this.then = all.then;
    all.files.forEach(
        (file, task) -> {
          if (wanted.test(file)) {
            files.put(file, task);
          }
        });
  }

  private void plan() {
    List<String> namesThen =
        columns.stream()
            .map(column -> then.findColumnName(table.schema().findField(column).fieldId()))
            .toList();
    try (CloseableIterable<FileScanTask> tasks = scan(namesThen).planFiles()) {
      tasks.forEach(task -> files.put(task.file().location(), task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Iceberg takes names for those of the snapshot's own schema if a snapshot is asked for, and
   * looks for some of them in the table's present one.
   */
  private TableScan scan(List<String> namesThen) {
    if (snapshot.equals(table.currentSnapshot())) {
      return table.newScan().filter(filter);
    }
    TableScan former = table.newScan().useSnapshot(snapshot.snapshotId());
    return namesThen.equals(columns) ? former.filter(filter) : former;
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
    return table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)
        || files.values().stream()
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
    Types.NestedField now = table.schema().findField(column);
    return now != null && then.findField(now.fieldId()) != null;
  }

  /** The snapshot as Spark reads it, all of its rows, with the columns that the table has now. */
  public Dataset<Row> dataset(SparkSession spark) {
    Dataset<Row> all = spark.read().option("versionAsOf", snapshot.snapshotId()).table(id.quoted());
    Dataset<Row> rows = mark == null ? all : all.where(col(SparkName.quoted(mark)));
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
   * Where the rows with the keys are in the current state of the table.
   *
   * @param inTasks true to look for them in tasks of Spark, false to do it here
   * @return empty if the keys can only be compared by Spark, or if nothing else can read the files
   */
  public Optional<RowPositions> places(SparkSession spark, boolean inTasks) {
    KeySet wanted = needsSpark() ? null : KeySet.of(table.schema(), columns, keys);
    if (wanted == null) {
      return Optional.empty();
    }
    if (!inTasks) {
      return Optional.of(new KeyMatcher(table, columns, filter, wanted).find(files.values()));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<CombinedScanTask> tasks = tasks(context.defaultParallelism());
    Broadcast<KeyMatcher> probe =
        context.broadcast(new KeyMatcher(SerializableTable.copyOf(table), columns, filter, wanted));
    try {
      RowPositions places = new RowPositions();
      context
          .parallelize(tasks, Math.max(1, tasks.size()))
          .map(task -> probe.value().find(task.files()))
          .collect()
          .forEach(places::add);
      return Optional.of(places);
    } finally {
      probe.destroy();
    }
  }

  /**
   * The rows with the keys, as tasks of Spark find them in the current state of the table.
   *
   * @param names of the columns of the rows, among them those of the key
   * @return empty if the keys can only be compared by Spark, or if nothing else can read the files;
   *     what is nested has no vectors
   */
  Optional<List<FoundRows>> rows(SparkSession spark, List<String> names) {
    boolean hasVectors =
        names.stream().allMatch(name -> table.schema().findType(name).isPrimitiveType());
    KeySet wanted = needsSpark() || !hasVectors ? null : KeySet.of(table.schema(), columns, keys);
    if (wanted == null) {
      return Optional.empty();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<CombinedScanTask> tasks = tasks(context.defaultParallelism());
    Broadcast<RowFinder> finder =
        context.broadcast(
            new RowFinder(SerializableTable.copyOf(table), names, columns, filter, wanted));
    try {
      List<FoundRows> found = new ArrayList<>();
      context
          .parallelize(tasks, Math.max(1, tasks.size()))
          .map(task -> finder.value().find(task.files()))
          .collect()
          .forEach(found::addAll);
      return Optional.of(found);
    } finally {
      finder.destroy();
    }
  }

  /** The types of columns of the table, as Spark has them. */
  StructType types(List<String> names) {
    List<Types.NestedField> fields = new ArrayList<>();
    names.forEach(name -> fields.add(table.schema().findField(name)));
    return SparkSchemaUtil.convert(new Schema(fields));
  }

  /** True if this is the state that the table showed when it was opened. */
  boolean isCurrent() {
    return snapshot.equals(table.currentSnapshot());
  }

  /** The files, large ones in pieces and small ones together. */
  private List<CombinedScanTask> tasks(int cores) {
    long bytes = files.values().stream().mapToLong(FileScanTask::sizeBytes).sum();
    long each =
        Math.min(
            Math.max(bytes / cores / TASKS_PER_CORE, MIN_TASK_BYTES),
            TableProperties.SPLIT_SIZE_DEFAULT);
    List<CombinedScanTask> tasks = new ArrayList<>();
    TableScanUtil.planTasks(
            TableScanUtil.splitFiles(CloseableIterable.withNoopClose(files.values()), each),
            each,
            TableProperties.SPLIT_LOOKBACK_DEFAULT,
            OPEN_FILE_COST)
        .forEach(tasks::add);
    return tasks;
  }

  /** Is shown a row, with the classes that rows of Spark may have, and where it is. */
  @FunctionalInterface
  interface Visitor {
    void row(@Nullable Object[] values, String file, long position);
  }

  /**
   * Reads the rows in the files; not all of them have one of the keys.
   *
   * @param columns of the table, among them those of the key
   */
  void read(List<String> columns, Visitor visitor) {
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
            visitor.row(values(row, columns.size()), file, position);
          }
        }
      } catch (IOException e) {
        throw CoreErrors.fileCannotBeRead(file, e);
      }
    }
  }

  /** The same of those files only that an earlier snapshot does not have. */
  KeyScan beyond(KeyScan earlier) {
    return new KeyScan(this, file -> !earlier.files.containsKey(file));
  }

  /**
   * True if it has come of an earlier snapshot, so that no deleted row is there again, and a row of
   * both has the same columns under the same names.
   */
  boolean follows(KeyScan earlier) {
    return table.schema().sameSchema(earlier.table.schema())
        && SnapshotUtil.isAncestorOf(table, snapshot.snapshotId(), earlier.snapshot.snapshotId());
  }

  /**
   * Those of a file's rows that are part of the snapshot, of some that an earlier one has shown.
   */
  LongPredicate staying(String file, KeyScan earlier) {
    FileScanTask now = files.get(file);
    if (now == null) {
      return position -> false;
    }
    Set<String> before = locations(earlier.task(file).deletes());
    if (locations(now.deletes()).equals(before)) {
      return position -> true;
    }
    PositionDeleteIndex deleted = deletes(now.deletes(), file);
    return position -> !deleted.isDeleted(position);
  }

  /** Vectors of several data files are in one file. */
  private static Set<String> locations(List<DeleteFile> deletes) {
    return deletes.stream()
        .map(file -> file.location() + " " + file.contentOffset())
        .collect(Collectors.toSet());
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
      // Copied in any case: the next row of the file is read into the same buffer.
      return ByteBuffers.copy(buffer).array();
    }
    if (value instanceof Record struct) {
      return RowFactory.create(values(struct, struct.size()));
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
    return new DeleteLoader(table).load(deletes, file);
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
