package dev.firn.endtoend.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Reads tables of a lakehouse through Iceberg's own reader, without Spark and Firn. */
public final class LakeReader {
  private final Catalog catalog;
  private final Namespace namespace;

  /** Of the embedded lakehouse. */
  public LakeReader(Path firnHome, String namespace) {
    this(Lakehouse.embedded(firnHome), namespace);
  }

  public LakeReader(Lakehouse lakehouse, String namespace) {
    this.catalog = lakehouse.open();
    this.namespace = Namespace.of(namespace.split("\\.", -1));
  }

  public boolean hasTable(String table) {
    return catalog.tableExists(TableIdentifier.of(namespace, table));
  }

  public TableContents read(String table, List<String> keyColumns) throws IOException {
    Table lakeTable = load(table);
    TableContents contents = new TableContents(keyColumns, names(lakeTable));
    forEachRow(lakeTable, contents::add);
    return contents;
  }

  /** Where the lake keeps the source's columns, as the contract in the table says. */
  public Map<String, String> columnsBySource(String table) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    String contract = load(table).properties().getOrDefault("firn.contract", "{}");
    new ObjectMapper()
        .readTree(contract)
        .path("columns")
        .forEach(column -> names.put(column.path("name").asText(), column.path("lake").asText()));
    return names;
  }

  /** The column {@code events_applied} of {@code _cdc_status}, by table. */
  public Map<String, Long> eventsApplied() throws IOException {
    Map<String, Long> events = new LinkedHashMap<>();
    forEachRow(
        load("_cdc_status"),
        row -> {
          Object applied = row.get("events_applied");
          events.put(String.valueOf(row.get("table_name")), applied == null ? 0L : (Long) applied);
        });
    return events;
  }

  /** The different values of {@code load_status} in {@code _cdc_status}. */
  public Set<String> loadStatuses() throws IOException {
    Set<String> statuses = new TreeSet<>();
    forEachRow(load("_cdc_status"), row -> statuses.add(String.valueOf(row.get("load_status"))));
    return statuses;
  }

  /** The sum of a column of whole numbers. */
  public long sum(String table, String column) throws IOException {
    long[] sum = {0};
    forEachRow(load(table), row -> sum[0] += Long.parseLong(String.valueOf(row.get(column))));
    return sum[0];
  }

  /** The oldest snapshot of a table that nobody has forgotten. */
  public long firstSnapshot(String table) {
    return load(table).history().get(0).snapshotId();
  }

  /** The current snapshot of every table; 0 of one that has none, or is not there yet. */
  public String state(List<String> tables) {
    Map<String, Long> snapshots = new LinkedHashMap<>();
    for (String table : tables) {
      boolean exists = catalog.tableExists(TableIdentifier.of(namespace, table));
      Snapshot snapshot = exists ? load(table).currentSnapshot() : null;
      snapshots.put(table, snapshot == null ? 0 : snapshot.snapshotId());
    }
    return snapshots.toString();
  }

  public void forEachRow(String table, Consumer<Map<String, @Nullable Object>> consumer)
      throws IOException {
    forEachRow(load(table), consumer);
  }

  private Table load(String table) {
    return catalog.loadTable(TableIdentifier.of(namespace, table));
  }

  private static List<String> names(Table table) {
    return table.schema().columns().stream().map(Types.NestedField::name).toList();
  }

  private static void forEachRow(Table table, Consumer<Map<String, @Nullable Object>> consumer)
      throws IOException {
    List<String> columns = names(table);
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        columns.forEach(column -> row.put(column, record.getField(column)));
        consumer.accept(row);
      }
    }
  }
}
