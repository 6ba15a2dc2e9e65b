package dev.firn.validate.rows;

import dev.firn.lake.LakeTable;
import dev.firn.lake.keys.HeldRows;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.model.ReadSplit;
import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import dev.firn.source.mark.Mark;
import dev.firn.source.mark.MarkColumn;
import dev.firn.source.mark.SourceMarks;
import dev.firn.validate.content.RowImages;
import dev.firn.validate.content.RowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * Reads the rows of some keys of a table on both sides, here and without a Spark job if possible.
 */
final class KeyedLook {

  private final SparkSession spark;
  private final SourceDatabase database;
  private final TableMapping compared;
  private final RowShape shape;

  /**
   * @param compared the columns that are looked at, and a key
   */
  KeyedLook(SparkSession spark, SourceDatabase database, TableMapping compared) {
    this.spark = spark;
    this.database = database;
    this.compared = compared;
    this.shape =
        new RowShape(
            compared.lakeSchema(), Arrays.stream(compared.keyOrdinals()).boxed().toList(), 0);
  }

  TableMapping compared() {
    return compared;
  }

  RowImages none() {
    return new RowImages(shape);
  }

  /**
   * What the source had of some keys.
   *
   * @param position all that was committed before it was seen
   */
  record AtSource(SourcePosition position, RowImages rows) {}

  /**
   * What the source has of the keys now.
   *
   * @return empty if the table is gone, or if its rows are not found by their keys
   */
  Optional<AtSource> atSource(Collection<RowKey> keys) {
    TableId id = compared.source();
    Optional<TableSchema> table = database.look(List.of(id)).find(id);
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try (ReadSession session = database.openReadSessionBehindStream(List.of(table.get()))) {
      return rows(session, table.get(), keys)
          .map(rows -> new AtSource(session.readPoint().position(), rows));
    }
  }

  private Optional<RowImages> rows(
      ReadSession session, TableSchema table, Collection<RowKey> keys) {
    List<ReadSplit> splits = database.split(List.of(table), 1).getOrDefault(table.id(), List.of());
    Optional<List<SplitRead>> reads = reads(session, splits, keys);
    if (reads.isEmpty()) {
      return Optional.empty();
    }
    Set<RowKey> wanted = new HashSet<>(keys);
    RowImages images = none();
    for (SplitRead read : reads.get()) {
      try (SplitRows rows = read.open()) {
        rows.forEachRemaining(row -> images.addIfIn(wanted, row));
      }
    }
    session.assertWhole(compared, splits);
    return Optional.of(images);
  }

  /**
   * Those of some keys whose rows the next read by a bookmark brings, as they are now.
   *
   * @param zone of values without one
   * @return empty if nobody knows
   */
  Optional<Set<RowKey>> due(Collection<RowKey> keys, Mark mark, ZoneId zone) {
    TableId id = compared.source();
    Optional<TableSchema> table = database.look(List.of(id)).find(id);
    MarkColumn column =
        table
            .flatMap(found -> database.marks().map(marks -> marks.find(found, mark.column())))
            .map(SourceMarks.Found::column)
            .orElse(null);
    String from = mark.from();
    if (column == null || from == null || !mark.isOf(column)) {
      return Optional.empty();
    }
    try (ReadSession session = database.openReadSession(List.of(table.get()))) {
      List<ReadSplit> splits = database.split(List.of(table.get()), 1).getOrDefault(id, List.of());
      Instant until = session.readPoint().takenAt().plus(Duration.ofDays(1));
      return session
          .readSince(compared, splits, new ReadSession.Since(column, from, until, zone))
          .map(reads -> present(reads, keys));
    }
  }

  private Set<RowKey> present(List<SplitRead> reads, Collection<RowKey> keys) {
    Set<RowKey> wanted = new HashSet<>(keys);
    RowImages images = none();
    for (SplitRead read : reads) {
      try (SplitRows rows = read.open()) {
        rows.forEachRemaining(row -> images.addIfIn(wanted, row));
      }
    }
    wanted.removeIf(key -> images.count(key) == 0);
    return wanted;
  }

  private Optional<List<SplitRead>> reads(
      ReadSession session, List<ReadSplit> splits, Collection<RowKey> keys) {
    List<ColumnMapping> columns =
        Arrays.stream(compared.keyOrdinals()).mapToObj(compared.columns()::get).toList();
    List<List<String>> texts = new ArrayList<>(keys.size());
    for (RowKey key : keys) {
      List<String> row = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        row.add(columns.get(i).columnType().keyText(Objects.requireNonNull(key.value(i))));
      }
      texts.add(row);
    }
    List<String> names = columns.stream().map(ColumnMapping::column).toList();
    return session.readKeys(compared, splits, new ReadSession.Keys(names, texts));
  }

  /** The rows of the keys in a table's snapshot, also those that are marked as deleted. */
  HeldRows held(LakeTable table, Collection<RowKey> keys) {
    List<String> columns = List.of(table.schema().fieldNames());
    return HeldRows.find(
        new KeyLookup(spark, compared),
        keys,
        scan(table, keys),
        columns,
        compared.key().stream().mapToInt(columns::indexOf).toArray());
  }

  /** The same in a later snapshot. */
  HeldRows held(LakeTable later, Collection<RowKey> keys, HeldRows before) {
    return before.in(scan(later, keys));
  }

  private @Nullable KeyScan scan(LakeTable table, Collection<RowKey> keys) {
    return table.find(compared.key(), KeyLookup.values(keys)).orElse(null);
  }

  /** What the lake has of the keys in a table's snapshot, without what is marked as deleted. */
  RowImages inLake(LakeTable table, Collection<RowKey> keys) {
    return images(table.schema(), keys, held(table, keys));
  }

  /** What of rows that were looked for is compared, without what is marked as deleted. */
  RowImages images(StructType columns, Collection<RowKey> keys, HeldRows held) {
    int[] ordinals =
        compared.columns().stream()
            .mapToInt(column -> columns.fieldIndex(column.lakeColumn()))
            .toArray();
    Function1<Object, Object> internal =
        CatalystTypeConverters.createToCatalystConverter(compared.lakeSchema());
    RowImages images = none();
    for (RowKey key : keys) {
      for (@Nullable Object[] values : held.of(key)) {
        if (!isMarked(columns, values)) {
          @Nullable Object[] row = new @Nullable Object[ordinals.length];
          Arrays.setAll(row, i -> values[ordinals[i]]);
          images.add((InternalRow) internal.apply(RowFactory.create(row)));
        }
      }
    }
    return images;
  }

  /** True if a row only stays as marked as deleted. */
  static boolean isMarked(StructType columns, @Nullable Object[] values) {
    int mark = List.of(columns.fieldNames()).indexOf(LakeTable.DELETED);
    return mark >= 0 && Boolean.TRUE.equals(values[mark]);
  }
}
