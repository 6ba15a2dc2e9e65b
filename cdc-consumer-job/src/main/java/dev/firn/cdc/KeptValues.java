package dev.firn.cdc;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.firn.lake.LakeTable;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Completes images whose large values the events did not carry with those that the table holds. */
final class KeptValues {

  private final SparkSession spark;
  private final TableMapping mapping;

  KeptValues(SparkSession spark, TableMapping mapping) {
    this.spark = spark;
    this.mapping = mapping;
  }

  /**
   * @throws MissingRowException naming the rows that the table does not hold
   */
  NetChanges complete(NetChanges changes, LakeTable table) {
    List<NetChange> incomplete = changes.incomplete();
    if (incomplete.isEmpty()) {
      return changes;
    }
    Map<RowKey, Row> held = changes.truncated() ? Map.of() : held(incomplete, table);
    List<RowKey> missing = new ArrayList<>();
    List<NetChange> completed = new ArrayList<>(changes.changes().size());
    for (NetChange change : changes.changes()) {
      RowKey from = change.keptFrom();
      if (from == null || change.image() == null) {
        completed.add(change);
        continue;
      }
      Row row = held.get(from);
      if (row == null) {
        missing.add(from);
      } else {
        completed.add(new NetChange(change.key(), filled(change.image(), row), null));
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingRowException(table.id(), missing);
    }
    return new NetChanges(changes.truncated(), completed);
  }

  private @Nullable Object[] filled(@Nullable Object[] image, Row row) {
    @Nullable Object[] filled = image.clone();
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] == Unavailable.VALUE) {
        filled[i] = row.get(i);
      }
    }
    return filled;
  }

  /** The rows as the table holds them now, before anything of the batch is applied. */
  private Map<RowKey, Row> held(List<NetChange> incomplete, LakeTable table) {
    List<RowKey> keys = incomplete.stream().map(change -> change.keptFrom()).distinct().toList();
    Dataset<Row> wanted = broadcast(new TableMerger(spark, mapping).keysOf(keys)).as("wanted");
    Dataset<Row> rows = table.rows(spark).as("held");
    Column same =
        mapping.key().stream()
            .map(
                key ->
                    col("held." + TableMerger.quoted(key))
                        .equalTo(col("wanted." + TableMerger.quoted(key))))
            .reduce(Column::and)
            .orElseThrow();
    Column[] columns =
        mapping.columns().stream()
            .map(column -> col("held." + TableMerger.quoted(column.lakeColumn())))
            .toArray(Column[]::new);
    int[] keyOrdinals = mapping.keyOrdinals();
    Map<RowKey, Row> held = new HashMap<>();
    for (Row row : rows.join(wanted, same).select(columns).collectAsList()) {
      @Nullable Object[] key = new @Nullable Object[keyOrdinals.length];
      for (int i = 0; i < key.length; i++) {
        key[i] = row.get(keyOrdinals[i]);
      }
      held.put(new RowKey(key), row);
    }
    return held;
  }
}
