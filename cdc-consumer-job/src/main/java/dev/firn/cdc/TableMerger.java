package dev.firn.cdc;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Applies net changes to a branch of their Iceberg table; publishing it is another step.
 *
 * <p>In two steps whose cost does not grow with a shuffle of the table: the changed keys are
 * deleted, which Spark plans as a join with the broadcast keys, and the new images are appended.
 */
final class TableMerger implements ChangeMerge {

  /** More keys are not sent to every executor. */
  private static final int MOST_BROADCAST = 2_000_000;

  private final SparkSession spark;
  private final TableMapping mapping;
  private final StructType rowSchema;

  TableMerger(SparkSession spark, TableMapping mapping) {
    this(spark, mapping, mapping.lakeSchema());
  }

  /**
   * @param rowSchema the columns of the images, if they have more than the contract
   */
  TableMerger(SparkSession spark, TableMapping mapping, StructType rowSchema) {
    this.spark = spark;
    this.mapping = mapping;
    this.rowSchema = rowSchema;
  }

  @Override
  public void merge(NetChanges changes, Branch branch) {
    if (changes.changes().size() > MOST_BROADCAST && !changes.truncated()) {
      new FullMerge(spark, mapping.key(), rowSchema).merge(changes, branch);
      return;
    }
    String table = branch.table().name();
    if (!changes.truncated()) {
      delete(changes.changes().stream().map(NetChange::key).toList(), branch);
    }
    FaultPoint.reached("stream.delete.after", table);
    append(changes.changes().stream().filter(change -> !change.isDelete()).toList(), branch);
  }

  private void delete(List<RowKey> keys, Branch branch) {
    if (keys.isEmpty()) {
      return;
    }
    Dataset<Row> changed = broadcast(keysOf(keys)).as("change");
    Column same = sameKey(mapping.key(), branch);
    for (int i = 0; i < mapping.key().size(); i++) {
      String name = branch.quoted() + "." + quoted(mapping.key().get(i));
      same = KeyBounds.of(keys, i, name).map(same::and).orElse(same);
    }
    changed.mergeInto(branch.quoted(), same).whenMatched().delete().merge();
  }

  static Column sameKey(List<String> key, Branch branch) {
    return key.stream()
        .map(
            column ->
                col(branch.quoted() + "." + quoted(column))
                    .equalTo(col("change." + quoted(column))))
        .reduce(Column::and)
        .orElseThrow();
  }

  private void append(List<NetChange> upserts, Branch branch) {
    if (upserts.isEmpty()) {
      return;
    }
    List<Row> rows = new ArrayList<>(upserts.size());
    for (NetChange upsert : upserts) {
      rows.add(RowFactory.create(upsert.image()));
    }
    append(spark, rows, rowSchema, branch);
  }

  /** Appends rows to the branch, in one small file. */
  static void append(SparkSession spark, List<Row> rows, StructType schema, Branch branch) {
    try {
      spark.createDataFrame(rows, schema).coalesce(1).writeTo(branch.quoted()).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Lost the branch " + branch + " while writing to it", e);
    }
  }

  Dataset<Row> keysOf(List<RowKey> keys) {
    List<Row> rows = keys.stream().map(key -> RowFactory.create(key.values())).toList();
    return spark.createDataFrame(rows, keySchema());
  }

  private StructType keySchema() {
    StructType all = mapping.lakeSchema();
    return new StructType(mapping.key().stream().map(all::apply).toArray(StructField[]::new));
  }

  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
