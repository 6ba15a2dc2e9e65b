package dev.firn.lake;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.firn.lake.keys.KeyScan;
import dev.firn.model.LakeTableId;
import dev.firn.model.SparkName;
import dev.firn.model.TargetLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg table as it stood when it was opened; open it again to see what others have done.
 *
 * <p>Whatever changes what readers see, a load, a {@link #delta} or one of the {@link #branches},
 * is published in one compare-and-swap that fails if anybody else has moved the table in between.
 */
public final class LakeTable {

  /** The column that is true for a row that is deleted at the source, where such rows stay. */
  public static final String DELETED = "_cdc_deleted";

  private final LakeTableId id;
  private final Table table;
  private final @Nullable Snapshot pinned;
  private final Map<String, String> properties;

  LakeTable(LakeTableId id, Table table) {
    this.id = id;
    this.table = table;
    this.pinned = table.currentSnapshot();
    this.properties = Map.copyOf(table.properties());
  }

  public LakeTableId id() {
    return id;
  }

  /** Where its files are. */
  public String location() {
    return table.location();
  }

  public StructType schema() {
    return SparkSchemaUtil.convert(table.schema());
  }

  /** What the table says of itself. */
  public TableState state() {
    return new TableState(properties);
  }

  /** The ledgers of all streams, by the name of their property. */
  public Map<String, String> ledgers() {
    Map<String, String> ledgers = new TreeMap<>(properties);
    ledgers.keySet().removeIf(name -> !name.startsWith(TableProperty.LEDGER_PREFIX));
    return ledgers;
  }

  public Optional<String> findProperty(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  /** The identity of the table; one that is recreated under the same name has another. */
  public String uuid() {
    return table.uuid().toString();
  }

  /**
   * The newest entry of that name in the summaries of the published snapshots, back to the last
   * load: what was said of the rows before it says nothing of those it has put in their place.
   */
  public Optional<String> findSummary(String key) {
    return published()
        .takeWhile(at -> !at.summary().containsKey(LoadTarget.ATTEMPT))
        .flatMap(at -> Stream.ofNullable(at.summary().get(key)))
        .findFirst();
  }

  /** True if a load has replaced the rows since a snapshot was published that has the entry. */
  public boolean isLoadedAfter(String key) {
    return published()
        .map(Snapshot::summary)
        .filter(summary -> summary.containsKey(LoadTarget.ATTEMPT) || summary.containsKey(key))
        .findFirst()
        .map(summary -> summary.containsKey(LoadTarget.ATTEMPT))
        .orElse(false);
  }

  /**
   * True if the rows are those of a snapshot from before the last publication by Firn, or others in
   * their place: somebody has rolled the table back, or has replaced it.
   */
  public boolean isSetBack() {
    return LastPublication.isMissing(properties, table, pinned);
  }

  /** What somebody else has done to the rows since Firn has published them last, as a clause. */
  public Optional<String> findOthersChange() {
    return LastPublication.findOther(properties, table, pinned)
        .map(
            snapshot ->
                "%s of %s, snapshot %d"
                    .formatted(
                        snapshot.operation(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        snapshot.snapshotId()));
  }

  /** The current snapshot's id, or -1 if the table was never published. */
  public long snapshotId() {
    return pinned == null ? -1 : pinned.snapshotId();
  }

  /** When the current snapshot was published; the epoch if there is none. */
  public Instant publishedAt() {
    return Instant.ofEpochMilli(pinned == null ? 0 : pinned.timestampMillis());
  }

  /** True if a snapshot that main has shown carries the entry in its summary. */
  boolean hasSnapshotWith(String key, String value) {
    return published().anyMatch(at -> value.equals(at.summary().get(key)));
  }

  /** The snapshots that main has shown, newest first, as far as they have not expired. */
  private Stream<Snapshot> published() {
    return Stream.iterate(pinned, Objects::nonNull, this::parent);
  }

  /**
   * Begins to replace all rows.
   *
   * @param replaced columns that get another type; they begin anew, also for older snapshots' rows
   * @param added columns that the table does not have yet
   * @param layout null to keep the table's own
   */
  public LoadTarget replaceRows(
      LakeTables lake,
      List<StructField> replaced,
      List<StructField> added,
      @Nullable TargetLayout layout) {
    Transaction transaction = table.newTransaction();
    if (!replaced.isEmpty() || !added.isEmpty()) {
      UpdateSchema schema = transaction.updateSchema();
      for (StructField column : replaced) {
        Type type = SparkSchemaUtil.convert(column.dataType());
        if (widensTo(column)) {
          schema.updateColumn(column.name(), type.asPrimitiveType());
        } else {
          schema.deleteColumn(column.name()).addColumn(column.name(), type);
        }
      }
      added.forEach(
          column -> schema.addColumn(column.name(), SparkSchemaUtil.convert(column.dataType())));
      schema.commit();
    }
    if (layout != null) {
      new LakeLayout(id, layout).applyTo(transaction);
    }
    return new LoadTarget(lake, id, transaction, true, pinned);
  }

  /**
   * How its rows lie in its files.
   *
   * @throws dev.firn.error.ConfigException if Firn cannot write rows so
   */
  public TargetLayout layout() {
    return LakeLayout.of(id, table);
  }

  /** A column that it has not, or with another type, in words; empty if it has them all. */
  public Optional<String> findOther(StructType columns) {
    StructType present = schema();
    Set<String> names = Set.of(present.fieldNames());
    for (StructField column : columns.fields()) {
      if (!names.contains(column.name())) {
        return Optional.of("has no column " + column.name());
      }
      DataType type = present.apply(column.name()).dataType();
      if (!type.equals(column.dataType())) {
        return Optional.of(
            "has %s as %s instead of %s"
                .formatted(column.name(), type.simpleString(), column.dataType().simpleString()));
      }
    }
    return Optional.empty();
  }

  /** True if a load can bring the column as it is without starting the table afresh. */
  public boolean takes(StructField column) {
    StructType present = schema();
    return !Arrays.asList(present.fieldNames()).contains(column.name())
        || present.apply(column.name()).dataType().equals(column.dataType())
        || widensTo(column);
  }

  /** True if the column of that name can get the type and stay the one that readers know. */
  public boolean widensTo(StructField column) {
    Type wanted = SparkSchemaUtil.convert(column.dataType());
    return wanted.isPrimitiveType()
        && TypeUtil.isPromotionAllowed(
            table.schema().findType(column.name()), wanted.asPrimitiveType());
  }

  /** The rows of the current snapshot, whatever is published while they are read. */
  public Dataset<Row> rows(SparkSession spark) {
    return snapshotId() < 0
        ? spark.table(id.quoted()).limit(0)
        : underPresentNames(spark.read().option("versionAsOf", snapshotId()).table(id.quoted()));
  }

  /** Spark reads a snapshot with the columns that the table had when it was written. */
  private Dataset<Row> underPresentNames(Dataset<Row> rows) {
    Integer then = pinned == null ? null : pinned.schemaId();
    Schema written = then == null ? null : table.schemas().get(then);
    if (written == null || written.sameSchema(table.schema())) {
      return rows;
    }
    StructType present = schema();
    return rows.select(
        table.schema().columns().stream()
            .map(
                field -> {
                  Types.NestedField held = written.findField(field.fieldId());
                  Column values = held == null ? lit(null) : col(SparkName.quoted(held.name()));
                  return values.cast(present.apply(field.name()).dataType()).as(field.name());
                })
            .toArray(Column[]::new));
  }

  /** The rows of the current snapshot without those that only stay as marked as deleted. */
  public Dataset<Row> presentRows(SparkSession spark) {
    Dataset<Row> rows = rows(spark);
    return List.of(schema().fieldNames()).contains(DELETED)
        ? rows.where(not(coalesce(col(DELETED), lit(false))))
        : rows;
  }

  /**
   * How many rows {@link #presentRows} has: from the table's metadata where nothing is deleted
   * beside the files, else counted.
   */
  public long countPresentRows(SparkSession spark) {
    if (pinned == null) {
      return 0;
    }
    if (!List.of(schema().fieldNames()).contains(DELETED)) {
      OptionalLong known = rowsOfFiles(pinned);
      if (known.isPresent()) {
        return known.getAsLong();
      }
    }
    return presentRows(spark).count();
  }

  /** What the files of a snapshot hold, if all of it is part of the snapshot. */
  private OptionalLong rowsOfFiles(Snapshot at) {
    long rows = 0;
    try (CloseableIterable<FileScanTask> files =
        table.newScan().useSnapshot(at.snapshotId()).planFiles()) {
      for (FileScanTask file : files) {
        if (!file.deletes().isEmpty()) {
          return OptionalLong.empty();
        }
        rows += file.file().recordCount();
      }
      return OptionalLong.of(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where rows with the keys can be in the current snapshot, whatever is published meanwhile; empty
   * if there is none.
   *
   * @param columns of the key
   */
  public Optional<KeyScan> find(List<String> columns, List<@Nullable Object[]> keys) {
    return Optional.ofNullable(pinned).map(at -> new KeyScan(id, table, at, columns, keys));
  }

  /**
   * The same of those rows only that are marked, in a table that is partitioned by the mark.
   *
   * @param mark a boolean column that is true for them
   */
  public Optional<KeyScan> findMarked(
      List<String> columns, List<@Nullable Object[]> keys, String mark) {
    return Optional.ofNullable(pinned).map(at -> new KeyScan(id, table, at, columns, keys, mark));
  }

  /** Of its files and metadata. */
  public int formatVersion() {
    return TableUtil.formatVersion(table);
  }

  /** Iceberg's numbers of its columns, which stay theirs under whatever name. */
  public Map<String, Integer> columnNumbers() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    table.schema().columns().forEach(column -> numbers.put(column.name(), column.fieldId()));
    return numbers;
  }

  /**
   * Where rows with the keys can have been in the states before the current one, newest first, with
   * the steps of which a publication consisted; each is looked at only when it is asked for.
   */
  public Stream<KeyScan> findFormer(List<String> columns, List<@Nullable Object[]> keys) {
    return published().skip(1).map(state -> new KeyScan(id, table, state, columns, keys));
  }

  /** Changes of the current snapshot's rows that are yet to be collected. */
  public TableDelta delta() {
    return new TableDelta(id, table, pinned);
  }

  /** Changes of columns and properties. */
  public TableAlteration alter() {
    return new TableAlteration(id, table);
  }

  /** Branches that begin at the current snapshot. */
  public TableBranches branches() {
    return new TableBranches(id, table, pinned);
  }

  private @Nullable Snapshot parent(@Nullable Snapshot snapshot) {
    return snapshot == null || snapshot.parentId() == null
        ? null
        : table.snapshot(snapshot.parentId());
  }

  /** Rows in the current snapshot, from its summary; 0 if there is none. */
  public long totalRecords() {
    return summaryNumber(pinned, "total-records");
  }

  /**
   * About as many rows as a reader sees: deletes by equality, which others write, count nothing.
   */
  public long presentRecords() {
    return totalRecords() - summaryNumber(pinned, "total-position-deletes");
  }

  /**
   * What reading and committing the table costs beside its rows.
   *
   * @param dataFiles of the current snapshot
   * @param deleteFiles of the current snapshot
   * @param bytes of the current snapshot's files
   * @param snapshots that every commit writes down again
   */
  public record Upkeep(long dataFiles, long deleteFiles, long bytes, int snapshots) {}

  public Upkeep upkeep() {
    return new Upkeep(
        summaryNumber(pinned, "total-data-files"),
        summaryNumber(pinned, "total-delete-files"),
        summaryNumber(pinned, "total-files-size"),
        (int) StreamSupport.stream(table.snapshots().spliterator(), false).count());
  }

  /** What a table gets when it is created, where it is another now, as it should be. */
  public Map<String, String> findAlteredSettings() {
    Map<String, String> altered = new TreeMap<>(LakeTables.defaults(2));
    altered
        .keySet()
        .removeIf(name -> !name.startsWith("write.metadata.") && !name.startsWith("commit."));
    altered.entrySet().removeIf(due -> due.getValue().equals(properties.get(due.getKey())));
    return altered;
  }

  /** What a setting of the table is; empty if it has none. */
  public String setting(String name) {
    return properties.getOrDefault(name, "");
  }

  /** Runs work whose commits in this thread carry the entries in their snapshot summaries. */
  public static void withSummary(Map<String, String> summary, Runnable work) {
    CommitMetadata.withCommitProperties(
        summary,
        () -> {
          work.run();
          return true;
        },
        RuntimeException.class);
  }

  private static long summaryNumber(@Nullable Snapshot at, String key) {
    return at == null ? 0 : Long.parseLong(at.summary().getOrDefault(key, "0"));
  }
}
