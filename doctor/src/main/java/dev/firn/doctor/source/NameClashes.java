package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.schema.LakeNames;
import dev.firn.schema.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables whose names the lake or Kafka does not tell apart. */
final class NameClashes implements Probe<Facts> {

  @Override
  public String name() {
    return "source.names";
  }

  @Override
  public String finds() {
    return "tables that would be one lake table, or whose topics Kafka takes for one";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<TableRoute> routes =
        facts.source().find().stream()
            .flatMap(found -> found.tables().stream())
            .map(TableSchema::id)
            .map(id -> Routes.of(id, facts.config().namespace(), facts.config().topicPrefix()))
            .toList();
    List<Finding> found = new ArrayList<>();
    clashes(routes, route -> route.target().name())
        .forEach(
            (name, tables) -> found.add(clash(facts, tables, "would both be lake table " + name)));
    // Kafka counts names that differ in this only as the same.
    clashes(routes, route -> route.topic().replace('.', '_'))
        .forEach(
            (name, tables) ->
                found.add(clash(facts, tables, "would both be sent to a topic like " + name)));
    return found;
  }

  private static Map<String, List<String>> clashes(
      List<TableRoute> routes, Function<TableRoute, String> name) {
    Map<String, List<String>> byName =
        routes.stream()
            .collect(
                Collectors.groupingBy(
                    name,
                    TreeMap::new,
                    Collectors.mapping(route -> route.source().name(), Collectors.toList())));
    byName.values().removeIf(tables -> tables.size() < 2);
    return byName;
  }

  /** The one that the lake has keeps its place, else the one that is spelled as there. */
  private Finding clash(Facts facts, List<String> tables, String what) {
    Set<TableId> loaded = facts.examined().loaded();
    String schema = facts.config().connection().schema();
    String kept =
        tables.stream()
            .filter(table -> loaded.contains(new TableId(schema, table)))
            .findFirst()
            .or(
                () ->
                    tables.stream().filter(each -> LakeNames.table(each).equals(each)).findFirst())
            .orElse(tables.get(0));
    return Finding.error(
        name(),
        "tables " + String.join(" and ", tables) + " " + what + ", so that none of them is loaded",
        Exclusion.of(facts.config(), tables.stream().filter(each -> !each.equals(kept)).toList()));
  }
}
