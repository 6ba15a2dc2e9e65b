package dev.firn.schema;

import dev.firn.error.UnavailableException;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of a kind of database. An implementation is named in {@code META-INF/services}, so that
 * executors, which get nothing but contracts, find it too.
 */
public interface TypeSystem {

  /** The types of a kind of database. */
  static TypeSystem of(DatabaseType database) {
    return InstalledTypeSystems.of(database);
  }

  DatabaseType database();

  /** What carries a type, if it has a class of its own. */
  Optional<ColumnType> find(DeclaredType type);

  /** Why the stream cannot carry a type as it is, or null if nothing is known against it. */
  @Nullable String obstacle(DeclaredType type);

  /** What carries a type that has no class of its own, if it is to be text. */
  ColumnType asText(DeclaredType type);

  /**
   * What a contract says of a column.
   *
   * @param rule as {@link ColumnType#rule} names it
   * @param size that was chosen for its numbers, or null
   * @throws UnavailableException if this version has no such rule
   */
  ColumnType ofRule(String rule, DeclaredType type, @Nullable MeasuredSize size);

  /** The names of the types that have a class of their own, in the order of the documentation. */
  List<String> names();

  /** The names of types that the stream cannot carry, with the reasons. */
  Map<String, String> notStreamed();
}
