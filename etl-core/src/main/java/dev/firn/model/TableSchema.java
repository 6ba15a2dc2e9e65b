package dev.firn.model;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What discovery found out about a source table.
 *
 * @param columns in the order of the table; generated and dropped ones are not among them
 * @param primaryKey the key's column names in the order of the key; empty if there is none
 * @param estimatedRows the database's own statistics, possibly wrong, never negative
 * @param bytes the size on the source's disk, or 0 if it was not asked for
 * @param identity by what the database knows it; null if that was not asked for
 */
public record TableSchema(
    TableId id,
    RelationKind kind,
    List<Column> columns,
    List<String> primaryKey,
    long estimatedRows,
    long bytes,
    @Nullable TableIdentity identity)
    implements Serializable {

  public TableSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A table whose changes can be captured. */
  public TableSchema(
      TableId id, List<Column> columns, List<String> primaryKey, long estimatedRows, long bytes) {
    this(id, RelationKind.TABLES, columns, primaryKey, estimatedRows, bytes);
  }

  /** A table by its names only. */
  public TableSchema(
      TableId id,
      RelationKind kind,
      List<Column> columns,
      List<String> primaryKey,
      long estimatedRows,
      long bytes) {
    this(id, kind, columns, primaryKey, estimatedRows, bytes, null);
  }

  /** The table as if it did not have some of its columns. */
  public TableSchema without(List<String> names) {
    List<Column> rest = columns.stream().filter(column -> !names.contains(column.name())).toList();
    return new TableSchema(id, kind, rest, primaryKey, estimatedRows, bytes, identity);
  }

  /** The same table with what was found out about its size. */
  public TableSchema ofSize(long rows, long onDisk) {
    return new TableSchema(id, kind, columns, primaryKey, rows, onDisk, identity);
  }

  /** The same table, its changes sent by what was found out about that. */
  public TableSchema sentBy(String sender) {
    return identity == null
        ? this
        : new TableSchema(
            id, kind, columns, primaryKey, estimatedRows, bytes, identity.sentBy(sender));
  }

  public boolean canBeCaptured() {
    return kind == RelationKind.TABLES;
  }

  public boolean hasPrimaryKey() {
    return !primaryKey.isEmpty();
  }
}
