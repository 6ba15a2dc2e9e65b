package dev.firn.schema;

import dev.firn.model.DatabaseType;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The contract of a table: every column that is carried, how, and which of them are the key.
 *
 * <p>It is stored in the lake table itself, so that whoever applies a change reads it with the same
 * rules with which the table was loaded.
 *
 * @param key lake names of the key's columns, in the order of the table; empty if there is no key
 * @param excluded columns of the source that are left out, and why
 * @param identity by what the source's own catalog knew the table when the contract was made or
 *     last followed; null if that was not asked for
 */
public record TableMapping(
    TableId source,
    List<ColumnMapping> columns,
    List<String> key,
    Map<String, String> excluded,
    @Nullable TableIdentity identity)
    implements Serializable {

  public TableMapping {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    excluded = new TreeMap<>(excluded);
  }

  /** The contract of a table of which no column is left out. */
  public TableMapping(TableId source, List<ColumnMapping> columns, List<String> key) {
    this(source, columns, key, Map.of());
  }

  /** A contract that knows the table by its names only. */
  public TableMapping(
      TableId source, List<ColumnMapping> columns, List<String> key, Map<String, String> excluded) {
    this(source, columns, key, excluded, null);
  }

  /** The same table with its columns carried otherwise; the names in the lake are the same. */
  public TableMapping with(List<ColumnMapping> changed) {
    return new TableMapping(source, changed, key, excluded, identity);
  }

  /** The same contract with another key. */
  public TableMapping with(List<ColumnMapping> changed, List<String> lakeKey) {
    return new TableMapping(source, changed, lakeKey, excluded, identity);
  }

  /** The same contract with a table that is known by this. */
  public TableMapping identifiedBy(@Nullable TableIdentity known) {
    return new TableMapping(source, columns, key, excluded, known);
  }

  /** How a column of the source is carried, if it is. */
  public Optional<ColumnMapping> find(String column) {
    return columns.stream().filter(mapping -> mapping.column().equals(column)).findFirst();
  }

  /** The kind of database whose table it is; a table has a column at least. */
  public DatabaseType database() {
    return columns.get(0).columnType().database();
  }

  public boolean hasKey() {
    return !key.isEmpty();
  }

  /** True if every row of the table can be named to the source. */
  public boolean canNameRows() {
    return hasKey()
        && columns.stream()
            .filter(column -> key.contains(column.lakeColumn()))
            .allMatch(column -> column.columnType().namesRows());
  }

  /** The lake table's columns. */
  public StructType lakeSchema() {
    return new StructType(columns.stream().map(ColumnMapping::field).toArray(StructField[]::new));
  }

  /** The same contract with fewer columns, in the order of the names. */
  public TableMapping only(List<String> lakeColumns) {
    return new TableMapping(
        source,
        lakeColumns.stream().map(name -> columns.get(ordinalOf(name))).toList(),
        key.stream().filter(lakeColumns::contains).toList(),
        excluded,
        identity);
  }

  /** Positions of the key's columns among {@link #columns()}. */
  public int[] keyOrdinals() {
    return key.stream().mapToInt(this::ordinalOf).toArray();
  }

  private int ordinalOf(String lakeColumn) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).lakeColumn().equals(lakeColumn)) {
        return i;
      }
    }
    throw new IllegalStateException("Column " + lakeColumn + " is not mapped in " + source);
  }

  public String toJson() {
    return ContractJson.write(this);
  }

  /**
   * Reads a contract as it is stored.
   *
   * @throws IllegalArgumentException if the text is not what {@link #toJson()} writes
   */
  public static TableMapping fromJson(String text) {
    return ContractJson.read(text);
  }
}
