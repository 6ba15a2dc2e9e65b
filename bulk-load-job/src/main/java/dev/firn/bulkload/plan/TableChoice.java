package dev.firn.bulkload.plan;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a run is decided before any table is held: by names, and by what the lake has.
 *
 * @param decided what is skipped, or refused for its name
 * @param toLoad the others, largest first; what is known of them may not be true any more
 */
public record TableChoice(List<TablePlan> decided, List<TableSchema> toLoad) {

  public TableChoice {
    decided = List.copyOf(decided);
    toLoad = List.copyOf(toLoad);
  }

  /** All tables that the run is about. */
  public List<TableId> tables() {
    return Stream.concat(
            decided.stream().map(table -> table.route().source()),
            toLoad.stream().map(TableSchema::id))
        .toList();
  }
}
