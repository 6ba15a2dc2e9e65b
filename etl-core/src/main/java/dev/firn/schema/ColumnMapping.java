package dev.firn.schema;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * How one source column is read, streamed and stored.
 *
 * @param database whose type the column has
 * @param column the name at the source, as events carry it
 * @param lakeColumn the name in the lake
 * @param addedDefault for a column that was added while the stream ran, what earlier rows show in
 *     it, as the database writes it; null if that is NULL
 * @param size for numbers whose declaration gives no size, the one that was chosen; null otherwise
 */
public record ColumnMapping(
    DatabaseType database,
    String column,
    String lakeColumn,
    DeclaredType type,
    ValueRule rule,
    @Nullable String addedDefault,
    @Nullable MeasuredSize size)
    implements Serializable {

  /** A column of PostgreSQL that was there from the start. */
  public ColumnMapping(String column, String lakeColumn, DeclaredType type, ValueRule rule) {
    this(DatabaseType.POSTGRESQL, column, lakeColumn, type, rule, null, null);
  }

  /** The same column, added when rows were there already. */
  public ColumnMapping withAddedDefault(@Nullable String text) {
    return new ColumnMapping(database, column, lakeColumn, type, rule, text, size);
  }

  /** The same column under other names. */
  public ColumnMapping named(String newColumn, String newLakeColumn) {
    return new ColumnMapping(database, newColumn, newLakeColumn, type, rule, addedDefault, size);
  }

  /** The same place in the lake, with the type that the source has now. */
  public ColumnMapping typedAs(ColumnMapping now) {
    return new ColumnMapping(
        now.database(), now.column(), lakeColumn, now.type(), now.rule(), addedDefault, now.size());
  }

  /** Numbers as decimals of a size that was chosen. */
  public ColumnMapping sized(MeasuredSize chosen) {
    return new ColumnMapping(
        database, column, lakeColumn, type, ValueRule.DECIMAL, addedDefault, chosen);
  }

  /** Numbers as text after all. */
  public ColumnMapping withoutSize() {
    return size == null
        ? this
        : new ColumnMapping(
            database, column, lakeColumn, type, ValueRule.NUMBER_TEXT, addedDefault, null);
  }

  /** The elements of an array, as if they were a column. */
  public ColumnMapping element() {
    DeclaredType element = PostgresTypes.elementOf(type);
    return new ColumnMapping(
        database, column, lakeColumn, element, PostgresTypes.rule(element), null, null);
  }

  /** What of the source's values is lost or refused, or null if all arrive as they are. */
  public @Nullable String limit() {
    if (size != null) {
      return "NaN and infinities are refused; a number that does not fit widens the column";
    }
    return TypeRules.of(database).find(type).map(TypeRule::limit).orElse(null);
  }

  public DataType sparkType() {
    return size == null
        ? rule.sparkType(type)
        : DataTypes.createDecimalType(size.precision(), size.scale());
  }

  /** Why it is carried as it is. */
  public String evidence() {
    return size == null ? "declared as " + type : size.evidence();
  }

  /** The lake column; always optional, because a source may drop NOT NULL at any time. */
  public StructField field() {
    return DataTypes.createStructField(lakeColumn, sparkType(), true);
  }
}
