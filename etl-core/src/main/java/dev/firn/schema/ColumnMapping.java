package dev.firn.schema;

import dev.firn.model.DeclaredType;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * How one source column is read, streamed and stored.
 *
 * @param column the name at the source, as events carry it
 * @param lakeColumn the name in the lake
 * @param addedDefault for a column that was added while the stream ran, what rows of before show in
 *     it, as the database writes it; null if that is NULL
 */
public record ColumnMapping(
    String column,
    String lakeColumn,
    DeclaredType type,
    ValueRule rule,
    @Nullable String addedDefault)
    implements Serializable {

  /** A column that was there from the start. */
  public ColumnMapping(String column, String lakeColumn, DeclaredType type, ValueRule rule) {
    this(column, lakeColumn, type, rule, null);
  }

  /** The same column, added when rows were there already. */
  public ColumnMapping withAddedDefault(@Nullable String text) {
    return new ColumnMapping(column, lakeColumn, type, rule, text);
  }

  /** The elements of an array, as if they were a column. */
  public ColumnMapping element() {
    DeclaredType element = PostgresTypes.elementOf(type);
    return new ColumnMapping(column, lakeColumn, element, PostgresTypes.rule(element));
  }

  /** What of the source's values is lost or refused, or null if all arrive as they are. */
  public @Nullable String limit() {
    return PostgresTypes.find(type).map(PostgresTypes.TypeRule::limit).orElse(null);
  }

  public DataType sparkType() {
    return rule.sparkType(type);
  }

  /** The lake column; always optional, because a source may drop NOT NULL at any time. */
  public StructField field() {
    return DataTypes.createStructField(lakeColumn, sparkType(), true);
  }
}
