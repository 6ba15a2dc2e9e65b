package dev.firn.validate.rows;

import dev.firn.config.MetadataColumn;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;
import dev.firn.retry.Retry;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.content.RowImages;
import dev.firn.validate.rows.KeyedLook.AtSource;
import dev.firn.validate.stream.StreamProgress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings rows of the lake to what the source has.
 *
 * <p>A row is written only if the source has had it so since before all that the stream had to
 * apply was applied: it is read, the stream is waited for, the lake table is opened, and the row is
 * read again. If it is the same, nothing that the stream has not applied yet is about it, so what
 * comes later is applied to what the source had before it. The commit is refused if the table has
 * moved since it was opened.
 */
public final class RowRepair {

  /** The summary of a snapshot that repaired rows says which run of the validation it was. */
  public static final String SUMMARY = "firn.repair";

  /** In one commit, so that it is over before the stream moves the table on. */
  private static final int MAX_KEYS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(RowRepair.class);

  private final SparkSession spark;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final StreamProgress stream;
  private final String run;
  private final Retry races;
  private final Clock clock;

  /**
   * @param run of the validation
   * @param races how often it is tried again if the table has moved
   */
  public RowRepair(
      SparkSession spark,
      SourceDatabase database,
      LakeTables lake,
      StreamProgress stream,
      String run,
      Retry races,
      Clock clock) {
    this.spark = spark;
    this.database = database;
    this.lake = lake;
    this.stream = stream;
    this.run = run;
    this.races = races;
    this.clock = clock;
  }

  /**
   * @param compared all columns of the contract, and a key; what only the lake has of a row stays
   * @param keys of the rows
   * @param keepsExtra true if rows may stay that the source does not have any more
   * @return rows that were wrong and are not any more
   */
  public long repair(LakeTableId id, TableMapping compared, List<RowKey> keys, boolean keepsExtra) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    long repaired = 0;
    for (int from = 0; from < keys.size(); from += MAX_KEYS) {
      List<RowKey> some = keys.subList(from, Math.min(keys.size(), from + MAX_KEYS));
      Optional<AtSource> first = look.atSource(some);
      if (first.isEmpty() || !isApplied(lake.open(id), first.get().position())) {
        return repaired;
      }
      repaired +=
          races.run(
              "repair " + id,
              attempt ->
                  LostRaceException.whileReading(
                      id, () -> once(id, look, some, first.get().rows(), keepsExtra)));
    }
    return repaired;
  }

  private boolean isApplied(LakeTable table, SourcePosition position) {
    return stream.of(table) == StreamProgress.State.NONE || stream.await(table, position);
  }

  private long once(
      LakeTableId id, KeyedLook look, List<RowKey> keys, RowImages first, boolean keepsExtra) {
    LakeTable table = lake.open(id);
    RowImages held = look.inLake(table, keys);
    Optional<AtSource> now = look.atSource(keys);
    if (now.isEmpty()) {
      return 0;
    }
    RowImages there = now.get().rows();
    List<RowKey> wrong =
        keys.stream()
            .filter(key -> first.isSame(key, there) && !held.isSame(key, there))
            .filter(key -> !keepsExtra || there.count(key) > 0)
            .toList();
    if (wrong.isEmpty()) {
      return 0;
    }
    publish(table, look, wrong, there);
    LOG.info(
        "Repaired {} keys of {} as of {} {}",
        wrong.size(),
        id,
        now.get().position().name(),
        now.get().position().text());
    return wrong.stream().mapToLong(key -> there.differing(key, held)).sum();
  }

  private void publish(LakeTable table, KeyedLook look, List<RowKey> wrong, RowImages there) {
    StructType all = table.schema();
    KeyLookup lookup = look.lookup();
    Optional<KeyScan> scan = table.find(look.compared().key(), KeyLookup.values(wrong));
    Map<RowKey, @Nullable Object[]> before = new HashMap<>();
    scan.ifPresent(found -> before.putAll(heldRows(lookup, found, look.compared(), all, wrong)));
    NewRows rows = new NewRows(look.compared(), all, clock.instant());
    List<Row> added = new ArrayList<>();
    for (RowKey key : wrong) {
      @Nullable Object[] held = before.get(key);
      there.rows(key).forEach(row -> added.add(rows.present(held, row)));
      if (there.count(key) == 0 && held != null) {
        rows.findDeleted(held).ifPresent(added::add);
      }
    }
    TableDelta delta = table.delta();
    delta.write(
        work -> {
          work.add(added, all);
          scan.ifPresent(found -> work.delete(found, lookup.places(wrong, found)));
        });
    delta.publish(Map.of(SUMMARY, run), Map.of());
  }

  private static Map<RowKey, @Nullable Object[]> heldRows(
      KeyLookup lookup,
      KeyScan scan,
      TableMapping compared,
      StructType all,
      Collection<RowKey> keys) {
    int[] ordinals = compared.key().stream().mapToInt(all::fieldIndex).toArray();
    Map<RowKey, @Nullable Object[]> rows = new HashMap<>();
    lookup.visit(keys, scan, List.of(all.fieldNames()), ordinals, rows::put);
    return rows;
  }

  /** Rows as they are written: the source's columns, what only the lake has, and what Firn adds. */
  private record NewRows(TableMapping compared, StructType all, Instant now) {

    /** A row of the source, over what the lake has of it. */
    Row present(@Nullable Object @Nullable [] held, Row there) {
      @Nullable Object[] values = begun(held);
      List<ColumnMapping> columns = compared.columns();
      for (int i = 0; i < columns.size(); i++) {
        values[all.fieldIndex(columns.get(i).lakeColumn())] = there.get(i);
      }
      set(values, LakeTable.DELETED, false);
      return RowFactory.create(values);
    }

    /** A row that the source does not have any more, where such rows stay. */
    Optional<Row> findDeleted(@Nullable Object[] held) {
      @Nullable Object[] values = begun(held);
      return set(values, LakeTable.DELETED, true)
          ? Optional.of(RowFactory.create(values))
          : Optional.empty();
    }

    /** No change has made it what it is, so none is told; but that it was applied now. */
    private @Nullable Object[] begun(@Nullable Object @Nullable [] held) {
      @Nullable Object[] values = held == null ? new @Nullable Object[all.size()] : held.clone();
      for (MetadataColumn column : MetadataColumn.values()) {
        set(values, column.lakeName(), column == MetadataColumn.APPLIED_AT ? now : null);
      }
      return values;
    }

    private boolean set(@Nullable Object[] values, String column, @Nullable Object value) {
      int at = Arrays.asList(all.fieldNames()).indexOf(column);
      if (at >= 0) {
        values[at] = value;
      }
      return at >= 0;
    }
  }
}
