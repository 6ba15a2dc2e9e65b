package dev.firn.source.oracle.type;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** A type of Oracle, which is loaded with SELECT and streamed by Debezium. */
public interface OracleType extends ColumnType {

  /**
   * The SQL that the load selects for a column.
   *
   * @param declared the type of the column
   * @param name of the column, quoted
   */
  default String selected(DeclaredType declared, String name) {
    return name;
  }

  @Override
  default DatabaseType database() {
    return DatabaseType.ORACLE;
  }

  @Override
  default @Nullable String limit(DeclaredType declared) {
    return null;
  }

  @Override
  default Object ofText(String text) {
    throw new IllegalArgumentException("defaults of Oracle are not read");
  }

  @Override
  default boolean namesRows() {
    return false;
  }

  @Override
  default String keyText(Object value) {
    throw new UnsupportedOperationException("rows of Oracle are not asked for");
  }
}
