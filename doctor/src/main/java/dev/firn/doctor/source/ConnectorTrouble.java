package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.error.UnmappableTableException;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stops the connector, or makes the stream slow, as the database itself tells it. */
final class ConnectorTrouble implements Probe<Facts> {

  @Override
  public String name() {
    return "source.connector-trouble";
  }

  @Override
  public String finds() {
    return "what keeps Debezium from starting or running: domains over enums, arrays without a full"
        + " identity";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<SourceFacts> source = facts.source().find();
    if (source.isEmpty()) {
      return List.of();
    }
    SchemaMapper mapper =
        new SchemaMapper(facts.config().unknownTypes(), facts.config().databaseType());
    List<TableMapping> mappings = new ArrayList<>();
    for (TableSchema table : source.get().tables()) {
      try {
        mappings.add(mapper.map(table));
      } catch (UnmappableTableException e) {
        // RefusedTypes tells of it.
        continue;
      }
    }
    return source.get().database().findConnectorTrouble(mappings).stream()
        .map(told -> Finding.warning(name(), told, Remedy.NONE))
        .toList();
  }
}
