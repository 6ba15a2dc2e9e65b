package dev.firn.setup;

import dev.firn.error.UnmappableTableException;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.Obstacles;
import dev.firn.source.SourceDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a load would make of the relations of a source, as far as the catalogue tells.
 *
 * @param relations in the order of their names
 * @param trouble what keeps changes of all of them from coming; empty if nothing is known
 */
record SourceSurvey(List<Relation> relations, List<String> trouble) {

  /**
   * One of them.
   *
   * @param refused why it cannot be loaded
   * @param unfollowed why its changes do not come
   * @param leftOut why columns of it do not come, by their names
   */
  record Relation(
      TableSchema table,
      Optional<String> refused,
      Optional<String> unfollowed,
      Map<String, String> leftOut) {}

  SourceSurvey {
    relations = List.copyOf(relations);
    trouble = List.copyOf(trouble);
  }

  static SourceSurvey of(SourceDatabase database, SchemaMapper mapper) {
    List<TableSchema> all = database.discoverAll(null);
    List<TableSchema> tables = all.stream().filter(TableSchema::canBeCaptured).toList();
    Map<TableId, String> refused = new HashMap<>();
    Map<TableId, TableMapping> mapped = new HashMap<>();
    for (TableSchema table : all) {
      try {
        mapped.put(table.id(), mapper.map(table));
      } catch (UnmappableTableException e) {
        refused.put(table.id(), String.valueOf(e.getMessage()));
      }
    }
    Obstacles obstacles = database.findObstacles(tables);
    refused.putAll(obstacles.refused());
    refused.putAll(database.findUnreadable(all));
    List<Relation> relations = new ArrayList<>();
    for (TableSchema table : all) {
      relations.add(
          new Relation(
              table,
              Optional.ofNullable(refused.get(table.id())),
              Optional.ofNullable(obstacles.unfollowed().get(table.id())),
              Optional.ofNullable(mapped.get(table.id()))
                  .map(TableMapping::excluded)
                  .orElse(Map.of())));
    }
    List<TableMapping> followed =
        tables.stream()
            .filter(table -> !refused.containsKey(table.id()))
            .filter(table -> !obstacles.unfollowed().containsKey(table.id()))
            .flatMap(table -> Optional.ofNullable(mapped.get(table.id())).stream())
            .toList();
    return new SourceSurvey(relations, database.findConnectorTrouble(followed));
  }

  List<Relation> tables() {
    return relations.stream().filter(each -> each.table().canBeCaptured()).toList();
  }

  List<Relation> refused() {
    return tables().stream().filter(each -> each.refused().isPresent()).toList();
  }

  List<Relation> proposed() {
    return tables().stream().filter(each -> each.refused().isEmpty()).toList();
  }

  /** What is loaded only if that is asked for. */
  List<Relation> others() {
    return relations.stream().filter(each -> !each.table().canBeCaptured()).toList();
  }
}
