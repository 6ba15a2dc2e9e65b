package dev.firn.schema;

import dev.firn.error.CoreErrors;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides for every column of a table how it is carried: exactly, or not at all.
 *
 * <p>Types without a rule of their own go by the policy of the source. A type that the stream would
 * falsify is never carried, because a wrong value is worse than none.
 */
public final class SchemaMapper {

  private final UnknownTypes unknownTypes;
  private final TypeSystem types;

  /** For a kind of database that this build knows. */
  public SchemaMapper(UnknownTypes unknownTypes, DatabaseType database) {
    this(unknownTypes, TypeSystem.of(database));
  }

  public SchemaMapper(UnknownTypes unknownTypes, TypeSystem types) {
    this.unknownTypes = unknownTypes;
    this.types = types;
  }

  /** One decision per column, in the order of the table. */
  public List<ColumnDecision> decide(TableSchema table) {
    Map<String, String> taken = new HashMap<>();
    List<ColumnDecision> decisions = new ArrayList<>();
    for (Column column : table.columns()) {
      decisions.add(decide(column, taken));
    }
    return decisions;
  }

  /**
   * The mapping of a table whose columns can all be carried or left out.
   *
   * @throws UnmappableTableException naming every column that is in the way
   */
  public TableMapping map(TableSchema table) {
    List<ColumnMapping> kept = new ArrayList<>();
    Map<String, String> excluded = new LinkedHashMap<>();
    List<String> rejected = new ArrayList<>();
    for (ColumnDecision decision : decide(table)) {
      decision.match(
          keep -> kept.add(keep.mapping()),
          exclude -> excluded.put(exclude.column(), exclude.reason()),
          reject -> rejected.add("column " + reject.column() + " " + reject.reason()));
    }
    if (kept.isEmpty() && rejected.isEmpty()) {
      rejected.add("it has no columns");
    }
    if (!rejected.isEmpty()) {
      throw CoreErrors.tableIsUnmappable(table.id(), rejected);
    }
    Set<String> key = Set.copyOf(table.primaryKey());
    List<String> generated = new ArrayList<>(table.primaryKey());
    table.columns().forEach(column -> generated.remove(column.name()));
    if (!generated.isEmpty()) {
      throw CoreErrors.tableIsUnmappable(
          table.id(),
          List.of(
              "its key has generated columns, which no event carries: "
                  + String.join(", ", generated)));
    }
    if (!Collections.disjoint(key, excluded.keySet())) {
      throw CoreErrors.tableIsUnmappable(
          table.id(), List.of("columns of its key cannot be carried: " + excluded));
    }
    List<ColumnMapping> keyColumns =
        kept.stream().filter(mapping -> key.contains(mapping.column())).toList();
    requireApart(table, keyColumns);
    return new TableMapping(
        table.id(),
        kept,
        keyColumns.stream().map(ColumnMapping::lakeColumn).toList(),
        excluded,
        table.identity());
  }

  private static void requireApart(TableSchema table, List<ColumnMapping> key) {
    List<String> merged =
        key.stream()
            .filter(column -> !column.columnType().keepsApart())
            .map(
                column ->
                    "column %s of its key has type %s, and the lake would take different values for"
                            .formatted(column.column(), column.type())
                        + " one: "
                        + column.columnType().limit(column.type()))
            .toList();
    if (!merged.isEmpty()) {
      throw CoreErrors.tableIsUnmappable(table.id(), merged);
    }
  }

  private ColumnDecision decide(Column column, Map<String, String> taken) {
    String lakeColumn = LakeNames.column(column.name());
    String other = taken.putIfAbsent(lakeColumn, column.name());
    if (other != null) {
      return new ColumnDecision.Reject(
          column.name(),
          "has the same lake name as column "
              + other
              + " ("
              + lakeColumn
              + "), because the lake does not tell upper from lower case");
    }
    DeclaredType type = column.type();
    String obstacle = types.obstacle(type);
    if (obstacle != null) {
      return withoutRule(column, "cannot be streamed as it is: " + obstacle);
    }
    Optional<ColumnType> known = types.find(type);
    if (known.isEmpty() && unknownTypes != UnknownTypes.TEXT) {
      return withoutRule(column, "has no mapping of its own");
    }
    ColumnType columnType = known.orElseGet(() -> types.asText(type));
    return new ColumnDecision.Keep(
        new ColumnMapping(column.name(), lakeColumn, type, columnType, null, false));
  }

  private ColumnDecision withoutRule(Column column, String why) {
    String reason = "has type " + column.type() + ", which " + why;
    return unknownTypes == UnknownTypes.SKIP_COLUMN
        ? new ColumnDecision.Exclude(column.name(), reason)
        : new ColumnDecision.Reject(
            column.name(), reason + " (unknown_types: skip_column leaves such columns out)");
  }
}
