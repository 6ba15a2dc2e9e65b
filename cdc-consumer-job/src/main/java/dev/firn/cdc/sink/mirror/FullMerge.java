package dev.firn.cdc.sink.mirror;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.lake.Branch;
import dev.firn.model.SparkName;
import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Applies net changes by one MERGE with all its branches, the obvious way. Spark shuffles the whole
 * table for it, so it serves batches that are too large to be broadcast, and as what {@link
 * TableMerger} must be equal to.
 */
final class FullMerge implements ChangeMerge {

  private static final String DELETED = "__firn_deleted";

  private final SparkSession spark;
  private final List<String> key;
  private final StructType schema;

  /**
   * @param key lake names of the key's columns
   * @param schema the columns of the images
   */
  FullMerge(SparkSession spark, List<String> key, StructType schema) {
    this.spark = spark;
    this.key = key;
    this.schema = schema;
  }

  @Override
  public PreparedChanges prepare(NetChanges changes) {
    return PreparedChanges.onBranch(branch -> changes.steps().forEach(step -> merge(step, branch)));
  }

  void merge(NetChanges changes, Branch branch) {
    if (changes.changes().isEmpty()) {
      return;
    }
    withOtherColumns(rows(changes), branch)
        .as("change")
        .mergeInto(branch.quoted(), sameKey(branch))
        .whenMatched(col("change." + DELETED))
        .delete()
        .whenMatched()
        .updateAll()
        .whenNotMatched(not(col("change." + DELETED)))
        .insertAll()
        .merge();
  }

  /**
   * The lake may have columns that images do not have; in a row that is written anew, they are
   * NULL.
   */
  private Dataset<Row> withOtherColumns(Dataset<Row> rows, Branch branch) {
    Dataset<Row> all = rows;
    for (StructField field : spark.table(branch.quoted()).schema().fields()) {
      if (schema.getFieldIndex(field.name()).isEmpty()) {
        all = all.withColumn(field.name(), lit(null).cast(field.dataType()));
      }
    }
    return all;
  }

  private Column sameKey(Branch branch) {
    return key.stream()
        .map(SparkName::quoted)
        .map(column -> col(branch.quoted() + "." + column).equalTo(col("change." + column)))
        .reduce(Column::and)
        .orElseThrow();
  }

  private Dataset<Row> rows(NetChanges changes) {
    List<Row> rows = new ArrayList<>(changes.changes().size());
    for (NetChange change : changes.changes()) {
      @Nullable Object[] row = new @Nullable Object[schema.size() + 1];
      if (change.image() == null) {
        setKey(row, change.key());
      } else {
        System.arraycopy(change.image(), 0, row, 0, schema.size());
      }
      row[schema.size()] = change.image() == null;
      rows.add(RowFactory.create(row));
    }
    return spark.createDataFrame(rows, schema.add(DELETED, DataTypes.BooleanType, false));
  }

  private void setKey(@Nullable Object[] row, RowKey values) {
    List<String> names = Arrays.asList(schema.fieldNames());
    for (int i = 0; i < key.size(); i++) {
      row[names.indexOf(key.get(i))] = values.value(i);
    }
  }
}
