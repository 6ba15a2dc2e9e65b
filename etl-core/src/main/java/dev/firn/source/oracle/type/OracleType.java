package dev.firn.source.oracle.type;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** A type of Oracle, of which the events are read and nothing else yet. */
interface OracleType extends ColumnType {

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
