package dev.firn.cdc.sink.keyless;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.TruncatePolicy;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.model.SparkName;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes of a table without a key ready for it, by how many copies of each row it holds.
 *
 * <p>Copies cannot be told apart, so of a row that loses some, all are deleted and the rest is
 * appended. It reads the whole table in every batch that deletes: use it for small tables.
 */
final class MultisetWriter {

  /** A name that no column of a source has. */
  private static final String NUMBER = "_cdc_number";

  private final SparkSession spark;
  private final CapturedTable captured;
  private final List<ColumnMapping> columns;
  private final MetadataColumns metadata;
  private final Clock clock;

  MultisetWriter(SparkSession spark, CapturedTable captured, Clock clock) {
    this.spark = spark;
    this.captured = captured;
    this.columns = captured.mapping().columns();
    this.metadata = new MetadataColumns(captured.policy());
    this.clock = clock;
  }

  PreparedChanges prepare(List<Change> changes, LakeTable table) {
    RowCounts counts = RowCounts.of(TruncatePolicy.allowed(changes, captured), captured);
    Map<RowKey, Integer> more = counts.counts();
    List<RowKey> fewer =
        more.entrySet().stream()
            .filter(entry -> entry.getValue() < 0)
            .map(Map.Entry::getKey)
            .toList();
    Map<RowKey, Long> held = counts.truncated() ? Map.of() : held(fewer, table);
    requireEnough(fewer, more, held);
    Instant now = clock.instant();
    List<Row> rows = new ArrayList<>();
    more.forEach(
        (row, number) -> {
          long copies = number + held.getOrDefault(row, 0L);
          for (long copy = 0; copy < copies; copy++) {
            rows.add(RowFactory.create(metadata.row(row.values(), counts.arrivalOf(row), now)));
          }
        });
    StructType schema = metadata.schema(captured.mapping());
    if (fewer.isEmpty() || counts.truncated()) {
      return PreparedChanges.asDelta(
          delta -> {
            if (counts.truncated()) {
              delta.deleteAll();
            }
            delta.add(rows, schema);
          });
    }
    return PreparedChanges.onBranch(
        branch -> {
          delete(fewer, branch);
          if (!rows.isEmpty()) {
            append(rows, schema, branch);
          }
        });
  }

  private void append(List<Row> rows, StructType schema, Branch branch) {
    try {
      Dataset<Row> all = spark.createDataFrame(rows, schema).coalesce(1);
      // Columns that the source has dropped.
      for (StructField field : spark.table(branch.quoted()).schema().fields()) {
        if (schema.getFieldIndex(field.name()).isEmpty()) {
          all = all.withColumn(field.name(), lit(null).cast(field.dataType()));
        }
      }
      all.writeTo(branch.quoted()).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Lost the branch " + branch + " while writing to it", e);
    }
  }

  private void requireEnough(
      List<RowKey> fewer, Map<RowKey, Integer> more, Map<RowKey, Long> held) {
    List<RowKey> missing =
        fewer.stream()
            .filter(row -> held.getOrDefault(row, 0L) + more.getOrDefault(row, 0) < 0)
            .toList();
    if (!missing.isEmpty()) {
      throw StreamErrors.rowsAreMissing(captured, missing);
    }
  }

  /** How many copies of each row the table holds. */
  private Map<RowKey, Long> held(List<RowKey> rows, LakeTable table) {
    Map<RowKey, Long> held = new HashMap<>();
    if (rows.isEmpty()) {
      return held;
    }
    Dataset<Row> wanted = wanted(rows);
    Dataset<Row> copies =
        table
            .rows(spark)
            .as("held")
            .join(wanted, sameRow("held"))
            .groupBy(col("change." + NUMBER))
            .agg(count(lit(1)));
    for (Row found : copies.collectAsList()) {
      held.put(rows.get(found.getInt(0)), found.getLong(1));
    }
    return held;
  }

  private void delete(List<RowKey> rows, Branch branch) {
    wanted(rows)
        .mergeInto(branch.quoted(), sameRow(branch.quoted()))
        .whenMatched()
        .delete()
        .merge();
  }

  /** The rows with their numbers. */
  private Dataset<Row> wanted(List<RowKey> rows) {
    List<Row> numbered = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      @Nullable Object[] values = rows.get(i).values();
      @Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
      all[values.length] = i;
      numbered.add(RowFactory.create(all));
    }
    return broadcast(
            spark.createDataFrame(
                numbered,
                captured.mapping().lakeSchema().add(NUMBER, DataTypes.IntegerType, false)))
        .as("change");
  }

  private Column sameRow(String target) {
    return columns.stream()
        .map(column -> sameValue(column, target))
        .reduce(Column::and)
        .orElseThrow();
  }

  private static Column sameValue(ColumnMapping column, String target) {
    String name = SparkName.quoted(column.lakeColumn());
    Column held = col(target + "." + name);
    Column wanted = col("change." + name);
    Column same = held.eqNullSafe(wanted);
    // Spark takes 0 and -0 for one number, wherever they stand; their texts are two.
    String type = column.sparkType().catalogString();
    return type.contains("float") || type.contains("double")
        ? same.and(held.cast(DataTypes.StringType).eqNullSafe(wanted.cast(DataTypes.StringType)))
        : same;
  }
}
