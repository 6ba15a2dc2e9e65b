package dev.firn.bulkload;

import dev.firn.bulkload.connector.FollowedTables;
import dev.firn.bulkload.load.LoadSystems;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.LoadedTables;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.Obstacles;
import dev.firn.source.PublishedTables;
import dev.firn.source.SourceLook;
import dev.firn.status.EmptyTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out after a load which tables are followed from here on, and which are not and why. */
record Following(LoadSystems systems, BulkLoadRequest request) {

  private static final String UNPUBLISHED =
      "its publication does not have it. Load it again with --tables %s --no-resume";

  /** After a load. */
  FollowedTables find() {
    return find(contracts());
  }

  /**
   * Before a load, as far as it is known then.
   *
   * @param tables that are to be loaded
   */
  FollowedTables findAhead(List<TableSchema> tables) {
    Map<TableId, TableMapping> contracts = new LinkedHashMap<>();
    contracts().forEach(contract -> contracts.put(contract.source(), contract));
    SchemaMapper mapper = mapper();
    for (TableSchema table : tables) {
      try {
        contracts.put(table.id(), mapper.map(table));
      } catch (UnmappableTableException e) {
        contracts.remove(table.id());
      }
    }
    return find(List.copyOf(contracts.values()));
  }

  private List<TableMapping> contracts() {
    return new LoadedTables(systems.lake(), request.source())
        .contracts().stream()
            .filter(contract -> !request.source().excludes(contract.source().name()))
            .toList();
  }

  private SchemaMapper mapper() {
    return new SchemaMapper(request.source().unknownTypes(), request.source().databaseType());
  }

  private FollowedTables find(List<TableMapping> contracts) {
    Set<TableId> wanted = new HashSet<>();
    contracts.forEach(contract -> wanted.add(contract.source()));
    new EmptyTables(systems.lake(), request.source().namespace())
        .read().keySet().stream()
            .filter(table -> !request.source().excludes(table.name()))
            .forEach(wanted::add);
    SourceLook look = systems.database().look(wanted);
    List<TableSchema> candidates = look.asked();
    Map<TableId, String> unfollowed = unfollowed(candidates);
    PublishedTables published =
        systems.database().findPublished(candidates.stream().map(TableSchema::id).toList());
    List<TableId> followed = new ArrayList<>(published.tables());
    followed.removeAll(unfollowed.keySet());
    for (TableSchema table : candidates) {
      if (!followed.contains(table.id())) {
        unfollowed.putIfAbsent(table.id(), UNPUBLISHED.formatted(table.id().name()));
      }
    }
    List<TableId> others = new ArrayList<>(look.present());
    others.removeAll(followed);
    if (!published.takesNewTables()) {
      // The rest is not published, and comes by itself once it is.
      Set<TableId> barred = new HashSet<>(refused(others));
      barred.addAll(unfollowed.keySet());
      others.removeIf(table -> !barred.contains(table) && !request.source().excludes(table.name()));
    }
    new LoadedTables(systems.lake(), request.source()).gaps().forEach(unfollowed::putIfAbsent);
    return new FollowedTables(
        contracts.stream().filter(contract -> followed.contains(contract.source())).toList(),
        followed,
        others,
        unfollowed);
  }

  /** Those that a load refuses; some of them would stop the connector, too. */
  private Set<TableId> refused(List<TableId> tables) {
    List<TableSchema> schemas = systems.database().look(tables).asked();
    Set<TableId> refused =
        new HashSet<>(request.findObstacles(systems.database(), schemas).refused().keySet());
    SchemaMapper mapper = mapper();
    for (TableSchema schema : schemas) {
      try {
        mapper.map(schema);
      } catch (UnmappableTableException e) {
        refused.add(schema.id());
      }
    }
    return refused;
  }

  private Map<TableId, String> unfollowed(List<TableSchema> tables) {
    Obstacles obstacles = request.findObstacles(systems.database(), tables);
    Map<TableId, String> unfollowed = new LinkedHashMap<>(obstacles.refused());
    unfollowed.putAll(obstacles.unfollowed());
    return unfollowed;
  }
}
