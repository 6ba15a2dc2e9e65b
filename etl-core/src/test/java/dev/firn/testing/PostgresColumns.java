package dev.firn.testing;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.LakeNames;
import dev.firn.schema.TypeSystem;

/** Columns of contracts, as a load from PostgreSQL would have written them. */
public final class PostgresColumns {

  private PostgresColumns() {}

  public static ColumnMapping of(String name, String type) {
    return of(name, DeclaredType.of(type));
  }

  /** A type that has no rule of its own is carried as text. */
  public static ColumnMapping of(String name, DeclaredType type) {
    TypeSystem types = TypeSystem.of(DatabaseType.POSTGRESQL);
    return new ColumnMapping(
        name,
        LakeNames.column(name),
        type,
        types.find(type).orElseGet(() -> types.asText(type)),
        null,
        false);
  }
}
