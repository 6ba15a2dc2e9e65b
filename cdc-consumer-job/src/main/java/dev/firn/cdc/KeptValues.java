package dev.firn.cdc;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.firn.lake.LakeTable;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Completes images whose large values the events did not carry with those that the table holds. */
final class KeptValues {

  /** The delete and the insert of a key change follow each other, so a few states are plenty. */
  private static final int FORMER_STATES = 20;

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
      if (row != null) {
        completed.add(new NetChange(change.key(), filled(change.image(), row), null, change.by()));
      } else if (!marksDeleted(change)) {
        missing.add(from);
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingRowException(table.id(), missing);
    }
    return new NetChanges(changes.truncated(), completed);
  }

  /** A row that the table never had need not be marked as deleted. */
  private static boolean marksDeleted(NetChange change) {
    return change.by() != null && change.by().image() == null;
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

  /**
   * The rows as the table holds them before anything of the batch is applied. A row whose key was
   * changed across the end of a batch is gone by then; its values stand in an earlier state.
   */
  private Map<RowKey, Row> held(List<NetChange> incomplete, LakeTable table) {
    Set<RowKey> wanted = new HashSet<>();
    incomplete.forEach(change -> wanted.add(change.keptFrom()));
    Map<RowKey, Row> held = new HashMap<>(find(wanted, table.rows(spark)));
    wanted.removeAll(held.keySet());
    if (!wanted.isEmpty()) {
      Iterator<Dataset<Row>> former = table.formerRows(spark).limit(FORMER_STATES).iterator();
      while (!wanted.isEmpty() && former.hasNext()) {
        held.putAll(find(wanted, former.next()));
        wanted.removeAll(held.keySet());
      }
    }
    return held;
  }

  private Map<RowKey, Row> find(Set<RowKey> keys, Dataset<Row> rows) {
    Dataset<Row> wanted =
        broadcast(new TableMerger(spark, mapping).keysOf(List.copyOf(keys))).as("wanted");
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
    Map<RowKey, Row> found = new HashMap<>();
    for (Row row : rows.as("held").join(wanted, same).select(columns).collectAsList()) {
      @Nullable Object[] key = new @Nullable Object[keyOrdinals.length];
      for (int i = 0; i < key.length; i++) {
        key[i] = row.get(keyOrdinals[i]);
      }
      found.put(new RowKey(key), row);
    }
    return found;
  }
}
