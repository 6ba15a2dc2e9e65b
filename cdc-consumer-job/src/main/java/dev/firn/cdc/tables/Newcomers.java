package dev.firn.cdc.tables;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.TableOrigin.Alteration;
import dev.firn.status.EmptyTables;
import dev.firn.status.EmptyTables.Found;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Source tables that the lake does not have, and as what they begin there. */
final class Newcomers {

  private final SourceConfig source;
  private final LakeTables lake;
  private final SourceDatabase database;
  private @Nullable List<ReadPoint> loads;

  Newcomers(SourceConfig source, LakeTables lake, SourceDatabase database) {
    this.source = source;
    this.lake = lake;
    this.database = database;
  }

  /**
   * What is known of them; nothing of one that the source does not have.
   *
   * @param loaded the tables of the source that the lake has
   */
  Map<TableId, NewTableState> find(Collection<TableId> ids, Collection<LakeTableId> loaded) {
    Map<TableId, NewTableState> newcomers = new HashMap<>();
    // A load may have begun since.
    Map<TableId, Found> empty = new EmptyTables(lake, source.namespace()).read();
    database
        .findOrigins(ids)
        .forEach(
            (id, origin) ->
                newcomers.put(id, NewTableState.of(origin, loads(loaded), empty.get(id))));
    return newcomers;
  }

  /**
   * The instants at which the tables were loaded that were there when this was asked first. The
   * stream does not go back to that of a table with a gap.
   */
  private List<ReadPoint> loads(Collection<LakeTableId> loaded) {
    if (loads == null) {
      loads =
          lake.findAll(List.copyOf(loaded)).values().stream()
              .filter(table -> table.state().findGap().isEmpty())
              .flatMap(table -> table.state().findReadPoint().stream())
              .distinct()
              .toList();
    }
    return loads;
  }

  /**
   * How its changes are carried: as the load would have carried it that has found it empty, so that
   * all that was altered since is seen as of any table. Of one that no load has seen, each column
   * may have been added since its first change.
   */
  TableMapping contract(NewTableState newcomer, TableSchema schema) {
    Found empty = newcomer.empty();
    if (empty != null && empty.contract() != null) {
      return TableMapping.fromJson(empty.contract());
    }
    TableMapping mapping =
        new SchemaMapper(source.unknownTypes(), source.databaseType()).map(schema);
    Map<String, String> defaults = new HashMap<>();
    schema.columns().stream()
        .filter(column -> column.addedDefault() != null)
        .forEach(column -> defaults.put(column.name(), String.valueOf(column.addedDefault())));
    return mapping.with(
        mapping.columns().stream()
            .map(column -> column.withAddedDefault(defaults.get(column.column())))
            .toList());
  }

  /** What its lake table keeps from the first. */
  Map<String, String> properties(NewTableState newcomer, TableMapping contract) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperty.CONTRACT, contract.toJson());
    properties.put(TableProperty.SOURCE, source.name());
    Found empty = newcomer.empty();
    if (empty != null) {
      properties.put(TableProperty.READ_POINT, empty.at().text());
    }
    Alteration altered = newcomer.altered();
    if (altered != null) {
      properties.put(TableProperty.ALTERED, altered.text());
    }
    return properties;
  }
}
