package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.error.UnmappableTableException;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import java.util.ArrayList;
import java.util.List;

/** Tables with columns that cannot be carried as they are. */
final class RefusedTypes implements Probe<Facts> {

  @Override
  public String name() {
    return "source.types";
  }

  @Override
  public String finds() {
    return "tables with columns of types that are refused";
  }

  @Override
  public List<Finding> look(Facts facts) {
    SchemaMapper mapper =
        new SchemaMapper(facts.config().unknownTypes(), facts.config().databaseType());
    List<Finding> found = new ArrayList<>();
    for (TableSchema table : facts.source().find().map(SourceFacts::tables).orElse(List.of())) {
      try {
        var unused = mapper.map(table);
      } catch (UnmappableTableException e) {
        found.add(
            Finding.error(
                name(),
                String.valueOf(e.getMessage()),
                Exclusion.of(facts.config(), List.of(table.id().name()))));
      }
    }
    return found;
  }
}
