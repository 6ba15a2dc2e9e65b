package dev.firn.schema;

import dev.firn.model.DeclaredType;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * How one source column is read, streamed and stored.
 *
 * @param column the name at the source, as events carry it
 * @param lakeColumn the name in the lake
 * @param type as the source declares it
 * @param columnType what that means for load and stream
 * @param addedDefault for a column that was added while the stream ran, what earlier rows show in
 *     it, as the database writes it; null if that is NULL
 * @param added true if it was added while the stream ran, so that earlier events do not have it
 */
public record ColumnMapping(
    String column,
    String lakeColumn,
    DeclaredType type,
    ColumnType columnType,
    @Nullable String addedDefault,
    boolean added)
    implements Serializable {

  /** The same column, added when rows were there already. */
  public ColumnMapping withAddedDefault(@Nullable String text) {
    return new ColumnMapping(column, lakeColumn, type, columnType, text, true);
  }

  /**
   * What rows show in it that are older than the column; null of one that was there before them.
   */
  public @Nullable Object addedValue() {
    return addedDefault == null ? null : columnType.ofText(addedDefault);
  }

  /** The same column under other names. */
  public ColumnMapping named(String newColumn, String newLakeColumn) {
    return new ColumnMapping(newColumn, newLakeColumn, type, columnType, addedDefault, added);
  }

  /** The same place in the lake, with the type that the source has now. */
  public ColumnMapping typedAs(ColumnMapping now) {
    return new ColumnMapping(now.column, lakeColumn, now.type, now.columnType, addedDefault, added);
  }

  /** Numbers as decimals of a size that was chosen. */
  public ColumnMapping sized(MeasuredSize chosen) {
    if (!(columnType instanceof NumberType number)) {
      throw new IllegalStateException("Column " + column + " of type " + type + " has no size");
    }
    return new ColumnMapping(column, lakeColumn, type, number.sized(chosen), addedDefault, added);
  }

  /** Numbers as text after all. */
  public ColumnMapping withoutSize() {
    return columnType instanceof NumberType number && number.size() != null
        ? new ColumnMapping(column, lakeColumn, type, number.asText(), addedDefault, added)
        : this;
  }

  /** For numbers whose declaration gives no size, the one that was chosen; null otherwise. */
  public @Nullable MeasuredSize size() {
    return columnType instanceof NumberType number ? number.size() : null;
  }

  /** What of the source's values is lost or refused, or null if all arrive as they are. */
  public @Nullable String limit() {
    return columnType.limit(type);
  }

  public DataType sparkType() {
    return columnType.lakeType();
  }

  /** Why it is carried as it is. */
  public String evidence() {
    MeasuredSize size = size();
    return size == null ? "declared as " + type : size.evidence();
  }

  /** What a text of the source's catalog stands for, as a Spark SQL literal of the lake's type. */
  public String literal(String text) {
    DataType lakeType = sparkType();
    Object value =
        CatalystTypeConverters.createToCatalystConverter(lakeType).apply(columnType.ofText(text));
    return new Literal(value, lakeType).sql();
  }

  /** The lake column; always optional, because a source may drop NOT NULL at any time. */
  public StructField field() {
    return DataTypes.createStructField(lakeColumn, sparkType(), true);
  }
}
