package dev.firn.source.oracle.catalog;

import static java.util.stream.Collectors.groupingBy;

import dev.firn.model.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which tables views show, those under further views included. */
final class ViewSources {

  /** No policy can be on what is the server's own. */
  private static final String SERVER = "SYS";

  private final Map<TableId, List<Source>> sources = new HashMap<>();

  private ViewSources() {}

  /**
   * What a view names.
   *
   * @param remote true if it is in another database
   */
  private record Source(TableId view, TableId relation, boolean isView, boolean remote) {

    static Source of(ResultSet row) throws SQLException {
      return new Source(
          new TableId(row.getString("OWNER"), row.getString("NAME")),
          new TableId(row.getString("REFERENCED_OWNER"), row.getString("REFERENCED_NAME")),
          row.getString("REFERENCED_TYPE").equals("VIEW"),
          !Dictionary.text(row, "REFERENCED_LINK_NAME").isEmpty());
    }

    boolean isOfTheServer() {
      return relation.schema().equals(SERVER) && !remote;
    }
  }

  /**
   * What a relation shows.
   *
   * @param relations itself, and whatever it shows rows of
   * @param hidden of which the user may not see of what they are made
   */
  record Shown(Set<TableId> relations, Set<TableId> hidden) {}

  static ViewSources of(Dictionary dictionary, Collection<TableId> relations) throws SQLException {
    ViewSources all = new ViewSources();
    Set<TableId> unknown = new HashSet<>(relations);
    while (!unknown.isEmpty()) {
      Set<TableId> next = new HashSet<>();
      for (Map.Entry<String, Set<String>> owner : bySchema(unknown).entrySet()) {
        List<Source> found =
            Names.of(owner.getValue())
                .ask(dictionary, DictionaryStatements.VIEW_SOURCES, Source::of, owner.getKey());
        all.sources.putAll(found.stream().collect(groupingBy(Source::view)));
        found.stream()
            .filter(source -> source.isView() && !source.remote() && !source.isOfTheServer())
            .map(Source::relation)
            .forEach(next::add);
      }
      unknown.forEach(asked -> all.sources.putIfAbsent(asked, List.of()));
      next.removeAll(all.sources.keySet());
      unknown = next;
    }
    return all;
  }

  static Map<String, Set<String>> bySchema(Collection<TableId> relations) {
    return relations.stream()
        .collect(
            groupingBy(TableId::schema, Collectors.mapping(TableId::name, Collectors.toSet())));
  }

  /** True if it is made of others. */
  boolean isView(TableId relation) {
    return !sources.getOrDefault(relation, List.of()).isEmpty();
  }

  Shown shownBy(TableId relation) {
    Set<TableId> relations = new LinkedHashSet<>(Set.of(relation));
    Set<TableId> hidden = new LinkedHashSet<>();
    Deque<TableId> left = new ArrayDeque<>(relations);
    while (!left.isEmpty()) {
      for (Source source : sources.getOrDefault(left.remove(), List.of())) {
        if (source.isOfTheServer()) {
          continue;
        }
        if (source.remote() || (source.isView() && !isView(source.relation()))) {
          hidden.add(source.relation());
        } else if (relations.add(source.relation())) {
          left.add(source.relation());
        }
      }
    }
    return new Shown(relations, hidden);
  }
}
