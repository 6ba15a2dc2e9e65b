package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableDelta;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Applies net changes in one commit, at a cost that does not grow with a shuffle of the table: the
 * rows with the changed keys are looked up and marked as deleted by their places, and the new
 * images are added.
 */
final class TableMerger implements ChangeMerge {

  /** More keys are not sent to every executor. */
  private static final int MAX_BROADCAST_KEYS = 2_000_000;

  private final SparkSession spark;
  private final TableMapping mapping;
  private final StructType rowSchema;
  private final KeyLookup lookup;

  TableMerger(SparkSession spark, TableMapping mapping) {
    this(spark, mapping, mapping.lakeSchema(), new KeyLookup(spark, mapping));
  }

  /**
   * @param rowSchema the columns of the images, which may have more than the contract
   */
  TableMerger(SparkSession spark, TableMapping mapping, StructType rowSchema, KeyLookup lookup) {
    this.spark = spark;
    this.mapping = mapping;
    this.rowSchema = rowSchema;
    this.lookup = lookup;
  }

  @Override
  public PreparedChanges prepare(NetChanges changes) {
    if (changes.changes().size() > MAX_BROADCAST_KEYS && !changes.truncated()) {
      return new FullMerge(spark, mapping.key(), rowSchema).prepare(changes);
    }
    return (table, with) ->
        PreparedChanges.asDelta(delta -> write(changes, table, delta)).publish(table, with);
  }

  private void write(NetChanges changes, LakeTable table, TableDelta delta) {
    // First, because they are written while the rows are looked up.
    delta.add(images(changes.changes()), rowSchema);
    delta.addForNow(images(changes.movedRows()), rowSchema);
    List<RowKey> keys = changes.changes().stream().map(NetChange::key).toList();
    if (changes.truncated()) {
      delta.deleteAll();
    } else if (!keys.isEmpty()) {
      Optional<KeyScan> scan = table.find(mapping.key(), KeyLookup.values(keys));
      scan.ifPresent(found -> delta.delete(found, lookup.places(keys, found)));
    }
  }

  private static List<Row> images(List<NetChange> changes) {
    return changes.stream()
        .filter(change -> !change.isDelete())
        .map(change -> RowFactory.create(change.image()))
        .toList();
  }
}
