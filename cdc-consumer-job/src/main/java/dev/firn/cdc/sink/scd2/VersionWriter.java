package dev.firn.cdc.sink.scd2;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.mirror.NetChange;
import dev.firn.lake.LakeTable;
import dev.firn.lake.keys.HeldRows;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes ready for a table of versions, at a cost that depends on the keys that changed:
 * only the newest versions are looked at, and of these only files that can have the keys.
 */
final class VersionWriter {

  private final SparkSession spark;
  private final CapturedTable captured;
  private final TableMapping mapping;
  private final LakeTable table;
  private final StructType schema;
  private final Validity validity;

  VersionWriter(SparkSession spark, CapturedTable captured, LakeTable table) {
    this.spark = spark;
    this.captured = captured;
    this.mapping = captured.mapping();
    this.table = table;
    this.schema = table.schema();
    this.validity = new Validity(schema);
  }

  /**
   * @param beginning before which nothing of it can have happened
   */
  PreparedChanges prepare(List<Change> changes, Instant beginning) {
    Set<RowKey> keys = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change.key() != null) {
        keys.add(change.key());
      }
      if (change.oldKey() != null && change.lacksValues()) {
        keys.add(change.oldKey());
      }
    }
    HeldRows held = held(keys);
    VersionFold fold = fold(keys, held);
    Instant at = beginning;
    for (Change change : changes) {
      Instant committed = Instant.ofEpochMilli(change.place().sourceMillis());
      at = committed.isAfter(at) ? committed : at;
      fold.add(change, at);
    }
    return prepared(fold, held, keys);
  }

  /** What rows are to be from then on. */
  PreparedChanges correct(List<NetChange> changes, Instant at) {
    Set<RowKey> keys = new LinkedHashSet<>();
    for (NetChange change : changes) {
      keys.add(change.key());
      if (change.valuesFromKey() != null) {
        keys.add(change.valuesFromKey());
      }
    }
    HeldRows held = held(keys);
    VersionFold fold = fold(keys, held);
    for (NetChange change : changes) {
      if (change.image() == null) {
        continue;
      }
      RowKey from = change.valuesFromKey();
      fold.upsert(
          change.key(),
          change.image(),
          from == null || from.equals(change.key()) ? null : from,
          at);
    }
    changes.stream()
        .filter(change -> change.image() == null)
        .forEach(change -> fold.delete(change.key(), at));
    return prepared(fold, held, keys);
  }

  private HeldRows held(Set<RowKey> keys) {
    List<String> columns = List.of(schema.fieldNames());
    return HeldRows.find(
        new KeyLookup(spark, mapping),
        keys,
        scan(keys),
        columns,
        mapping.key().stream().mapToInt(columns::indexOf).toArray());
  }

  private @Nullable KeyScan scan(Set<RowKey> keys) {
    return keys.isEmpty()
        ? null
        : table.findMarked(mapping.key(), KeyLookup.values(keys), Validity.IS_CURRENT).orElse(null);
  }

  private VersionFold fold(Set<RowKey> keys, HeldRows held) {
    VersionFold fold =
        new VersionFold(schema, mapping.columns().stream().map(ColumnMapping::lakeColumn).toList());
    for (RowKey key : keys) {
      held.of(key).stream().filter(validity::isCurrent).forEach(row -> fold.holds(key, row));
    }
    return fold;
  }

  private PreparedChanges prepared(VersionFold fold, HeldRows held, Set<RowKey> keys) {
    if (!fold.missing().isEmpty()) {
      throw StreamErrors.rowsAreMissing(captured, fold.missing());
    }
    Instant truncatedAt = fold.truncatedAt();
    if (truncatedAt != null) {
      return new LevelledVersions(spark, mapping, table)
          .truncated(List.copyOf(keys), rows(fold.writtenAnew()), truncatedAt);
    }
    List<Row> rows = rows(fold.written());
    return PreparedChanges.asDelta(
        delta -> {
          delta.add(rows, schema);
          KeyScan scan = held.scan();
          if (scan != null && !fold.followed().isEmpty()) {
            delta.delete(scan, held.places(fold.followed()));
          }
        });
  }

  private static List<Row> rows(List<@Nullable Object[]> values) {
    List<Row> rows = new ArrayList<>(values.size());
    values.forEach(row -> rows.add(RowFactory.create(row)));
    return rows;
  }
}
