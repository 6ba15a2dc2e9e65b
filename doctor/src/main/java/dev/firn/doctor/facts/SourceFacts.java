package dev.firn.doctor.facts;

import dev.firn.model.TableSchema;
import dev.firn.source.SourceDatabase;
import java.util.List;

/**
 * A source database that has answered.
 *
 * @param tables that are to be loaded, in the order of their names
 * @param all with what is not loaded because its changes cannot be captured
 */
public record SourceFacts(
    SourceDatabase database, List<TableSchema> tables, List<TableSchema> all) {

  public SourceFacts {
    tables = List.copyOf(tables);
    all = List.copyOf(all);
  }
}
