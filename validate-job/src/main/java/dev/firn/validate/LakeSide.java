package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.Routes;
import dev.firn.schema.TableMapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the lake has of a source: its tables as they stood when they were opened, all at once. */
final class LakeSide {

  private final SourceConfig source;
  private final Map<LakeTableId, LakeTable> opened;

  LakeSide(SourceConfig source, Map<LakeTableId, LakeTable> opened) {
    this.source = source;
    this.opened = opened;
  }

  /** The tables that Firn has made of the source's, by what they are there, but excluded ones. */
  Map<TableId, LakeTable> tables() {
    Map<TableId, LakeTable> ours = new LinkedHashMap<>();
    opened.forEach(
        (id, table) ->
            table
                .state()
                .findContract()
                .map(TableMapping::source)
                .filter(this::isOurs)
                .filter(held -> isOurs(table))
                .ifPresent(held -> ours.put(held, table)));
    return ours;
  }

  private boolean isOurs(TableId table) {
    return table.schema().equals(source.connection().schema()) && !source.excludes(table.name());
  }

  private boolean isOurs(LakeTable table) {
    return table.state().findSource().orElse(source.name()).equals(source.name());
  }

  /** The lake table of a name, whosever it is. */
  Optional<LakeTable> find(TableId table) {
    return Optional.ofNullable(
        opened.get(Routes.of(table, source.namespace(), source.topicPrefix()).target()));
  }

  /**
   * The contract of a lake table that is a source table's.
   *
   * @throws dev.firn.error.UnavailableException if it is another's
   */
  TableMapping contract(LakeTable found, TableId table) {
    TableMapping contract =
        found
            .state()
            .findContract()
            .orElseThrow(() -> ValidationErrors.lakeTableIsNotOurs(found.id()));
    if (!contract.source().equals(table) || !isOurs(found)) {
      throw ValidationErrors.lakeTableIsOfAnother(
          found.id(), found.state().findSource().orElse(source.name()), contract.source());
    }
    return contract;
  }
}
