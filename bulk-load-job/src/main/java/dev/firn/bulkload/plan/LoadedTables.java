package dev.firn.bulkload.plan;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableState;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of a source that the lake has, whenever they were loaded. */
public record LoadedTables(LakeTables lake, SourceConfig source) {

  public List<TableMapping> contracts() {
    return states()
        .flatMap(state -> state.findContract().stream())
        .filter(table -> table.source().schema().equals(source.connection().schema()))
        .toList();
  }

  private Stream<TableState> states() {
    return lake.list(source.namespace()).stream()
        .flatMap(id -> lake.find(id).stream())
        .map(LakeTable::state);
  }

  /** Why changes that some of them need are in no stream any more. */
  public Map<TableId, String> gaps() {
    Map<TableId, String> gaps = new HashMap<>();
    states()
        .forEach(
            state ->
                state
                    .findContract()
                    .ifPresent(
                        contract ->
                            state.findGap().ifPresent(why -> gaps.put(contract.source(), why))));
    return gaps;
  }
}
