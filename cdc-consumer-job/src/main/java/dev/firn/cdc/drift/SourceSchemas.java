package dev.firn.cdc.drift;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tables and columns that a source had when it was asked, after a batch was read. */
public record SourceSchemas(Map<TableId, TableSchema> byTable) {

  /** Of a source that was not asked or did not answer. */
  public static final SourceSchemas UNKNOWN = new SourceSchemas(Map.of());

  public SourceSchemas {
    byTable = Map.copyOf(byTable);
  }

  static SourceSchemas of(Collection<TableSchema> schemas) {
    Map<TableId, TableSchema> byTable = new HashMap<>();
    schemas.forEach(schema -> byTable.put(schema.id(), schema));
    return new SourceSchemas(byTable);
  }

  Optional<TableSchema> find(TableId table) {
    return Optional.ofNullable(byTable.get(table));
  }

  public Collection<TableSchema> all() {
    return byTable.values();
  }
}
