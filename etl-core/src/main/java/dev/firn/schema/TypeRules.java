package dev.firn.schema;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which rule carries which type of a kind of database. */
public interface TypeRules {

  /** The rule of a type, if a mapping of its own is known. */
  Optional<TypeRule> find(DeclaredType type);

  /** Why the stream cannot carry a type as it is, or null if it can. */
  @Nullable String obstacle(DeclaredType type);

  /** The kind of database. */
  DatabaseType database();

  /** The rules of a kind of database. */
  static TypeRules of(DatabaseType database) {
    return switch (database) {
      case ORACLE -> OracleTypes.RULES;
      case POSTGRESQL -> PostgresTypes.RULES;
    };
  }
}
