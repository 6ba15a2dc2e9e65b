package dev.firn.bulkload.plan;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of a source that the lake has, whenever they were loaded. */
public record LoadedTables(LakeTables lake, SourceConfig source) {

  public List<TableMapping> contracts() {
    return contracts(states());
  }

  /** Of those of which no gap is known. */
  List<TableMapping> wholeContracts() {
    return contracts(states().filter(state -> state.findGap().isEmpty()));
  }

  private List<TableMapping> contracts(Stream<TableState> states) {
    return states
        .flatMap(state -> state.findContract().stream())
        .filter(table -> table.source().schema().equals(source.connection().schema()))
        .toList();
  }

  private Stream<LakeTable> tables() {
    return lake.list(source.namespace()).stream().flatMap(id -> lake.find(id).stream());
  }

  private Stream<TableState> states() {
    return tables().map(LakeTable::state);
  }

  /**
   * Notes in those that a connector is told to leave out that their changes do not come from now
   * on, so that it is known if they are to be followed again.
   *
   * @param why of those that cannot be followed
   */
  public void noteUnfollowed(List<TableId> followed, Map<TableId, String> why) {
    for (LakeTable table : tables().toList()) {
      table
          .state()
          .findContract()
          .map(TableMapping::source)
          .filter(id -> id.schema().equals(source.connection().schema()))
          .filter(id -> !followed.contains(id) && table.state().findUnfollowed().isEmpty())
          .flatMap(id -> leftOut(id, why))
          .ifPresent(
              reason -> table.alter().setProperties(Map.of(TableProperty.UNFOLLOWED, reason)));
    }
  }

  private Optional<String> leftOut(TableId id, Map<TableId, String> why) {
    return source.excludes(id.name())
        ? Optional.of("exclude_tables of source " + source.name() + " leaves it out")
        : Optional.ofNullable(why.get(id));
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
