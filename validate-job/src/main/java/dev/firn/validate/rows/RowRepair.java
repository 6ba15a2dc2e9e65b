package dev.firn.validate.rows;

import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableSchema;
import dev.firn.retry.Retry;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.content.RowImages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
 * <p>The lake table is opened first and the source is read then, so what is read is at least as new
 * as all that the stream had applied; the commit is refused if the table has moved in between. What
 * the stream applies later leads each row from there to its newest state, also where it brings a
 * change that was read already, because the last change of a key wins.
 */
public final class RowRepair {

  /** The summary of a snapshot that repaired rows says which run of the validation it was. */
  public static final String SUMMARY = "firn.repair";

  private static final Logger LOG = LoggerFactory.getLogger(RowRepair.class);

  private final SparkSession spark;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final String run;
  private final Retry races;

  /**
   * @param run of the validation
   * @param races how often it is tried again if the table has moved
   */
  public RowRepair(
      SparkSession spark, SourceDatabase database, LakeTables lake, String run, Retry races) {
    this.spark = spark;
    this.database = database;
    this.lake = lake;
    this.run = run;
    this.races = races;
  }

  /**
   * @param compared the columns that are brought, and a key; other columns of a row stay
   * @param keys of the rows
   * @param keepsExtra true if rows may stay that the source does not have any more
   * @return rows that were wrong and are not any more
   */
  public long repair(
      LakeTableId id,
      TableMapping compared,
      TableSchema source,
      Collection<RowKey> keys,
      boolean keepsExtra) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    return races.run(
        "repair " + id,
        attempt ->
            LostRaceException.whileReading(id, () -> once(id, look, source, keys, keepsExtra)));
  }

  private long once(
      LakeTableId id,
      KeyedLook look,
      TableSchema source,
      Collection<RowKey> keys,
      boolean keepsExtra) {
    LakeTable table = lake.open(id);
    RowImages held = look.inLake(table, keys);
    try (ReadSession session = database.openReadSession(List.of(source))) {
      RowImages there = look.atSource(session, source, keys);
      List<RowKey> wrong =
          keys.stream()
              .filter(key -> !there.isSame(key, held))
              .filter(key -> !keepsExtra || there.count(key) > 0)
              .toList();
      if (wrong.isEmpty()) {
        return 0;
      }
      publish(table, look, wrong, there);
      LOG.info(
          "Repaired {} rows of {} as of {} {}",
          wrong.size(),
          id,
          session.readPoint().position().name(),
          session.readPoint().position().text());
      return wrong.stream().mapToLong(key -> there.differing(key, held)).sum();
    }
  }

  private void publish(LakeTable table, KeyedLook look, List<RowKey> wrong, RowImages there) {
    StructType all = table.schema();
    KeyLookup lookup = look.lookup();
    Optional<KeyScan> scan = table.find(look.compared().key(), KeyLookup.values(wrong));
    Map<RowKey, @Nullable Object[]> others = new HashMap<>();
    scan.ifPresent(found -> others.putAll(heldRows(lookup, found, look.compared(), all, wrong)));
    List<Row> rows = new ArrayList<>();
    for (RowKey key : wrong) {
      there.rows(key).forEach(row -> rows.add(over(others.get(key), row, look.compared(), all)));
    }
    TableDelta delta = table.delta();
    delta.write(
        work -> {
          work.add(rows, all);
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

  /** A row of the source, with what only the lake has of it; it is not deleted any more. */
  private static Row over(
      @Nullable Object @Nullable [] held, Row there, TableMapping compared, StructType all) {
    @Nullable Object[] values = held == null ? new @Nullable Object[all.size()] : held.clone();
    IntStream.range(0, all.size())
        .filter(i -> LakeTable.DELETED.equals(all.fieldNames()[i]))
        .forEach(i -> values[i] = null);
    List<ColumnMapping> columns = compared.columns();
    for (int i = 0; i < columns.size(); i++) {
      values[all.fieldIndex(columns.get(i).lakeColumn())] = there.get(i);
    }
    return RowFactory.create(values);
  }
}
