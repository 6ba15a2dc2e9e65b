package dev.firn.bulkload.plan;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables whose names the lake or Kafka does not tell apart. Neither of them is loaded: which it is
 * must not depend on their sizes, or on which has an event first.
 *
 * @param byLakeName the tables that would be one lake table
 * @param topics by how Kafka compares names, those of which it takes only one
 */
record NameClashes(Map<String, List<TableId>> byLakeName, Map<String, Set<String>> topics) {

  static NameClashes among(Collection<TableRoute> routes) {
    return new NameClashes(
        routes.stream()
            .collect(
                Collectors.groupingBy(
                    route -> route.target().name(),
                    Collectors.mapping(TableRoute::source, Collectors.toList()))),
        routes.stream()
            .map(TableRoute::topic)
            .collect(Collectors.groupingBy(NameClashes::forKafka, Collectors.toSet())));
  }

  /** Why the table cannot be loaded beside the others; empty if it can. */
  Optional<UnmappableTableException> find(TableRoute route) {
    // The first event of the second one would stop the connector for all tables.
    Set<String> sameForKafka = topics.getOrDefault(forKafka(route.topic()), Set.of());
    if (sameForKafka.size() > 1) {
      return Optional.of(BulkLoadErrors.topicsCollide(route.source(), sameForKafka));
    }
    List<TableId> sameName = byLakeName.getOrDefault(route.target().name(), List.of());
    return sameName.size() > 1
        ? Optional.of(BulkLoadErrors.lakeNameIsTaken(route.source(), sameName))
        : Optional.empty();
  }

  /** Names that differ in this only are the same to it. */
  private static String forKafka(String topic) {
    return topic.replace('.', '_');
  }
}
