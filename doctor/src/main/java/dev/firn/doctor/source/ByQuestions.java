package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.error.ExitCode;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.ConnectorState;
import dev.firn.source.Obstacles;
import dev.firn.source.SourceDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A database that has no probes of its own, by what every database is asked before a load. */
final class ByQuestions implements Probe<Facts> {

  @Override
  public String name() {
    return "source.capture";
  }

  @Override
  public String finds() {
    return "of databases without probes of their own: rights that are missing, tables whose changes"
        + " are not told, a connector that is gone or has not begun";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<SourceFacts> source = facts.source().find();
    List<Finding> found = new ArrayList<>();
    if (source.isPresent()) {
      SourceDatabase database = source.get().database();
      ExaminedTables tables = facts.examined();
      told(database.findUnreadable(tables.all()), true, found);
      List<TableSchema> captured =
          tables.all().stream().filter(TableSchema::canBeCaptured).toList();
      Obstacles obstacles = database.findObstacles(captured);
      told(obstacles.refused(), true, found);
      told(obstacles.unfollowed(), false, found);
      if (tables.isLoaded()) {
        ConnectorState state = database.connectorState();
        if (state.isKnown() && state.isGone()) {
          found.add(
              Finding.error(
                  name(),
                  ExitCode.DATA_GAP,
                  state.sayGone(),
                  state.sayCleanUp().isEmpty() ? Remedy.NONE : Remedy.advice(state.sayCleanUp())));
        } else if (state.isKnown() && !state.isRead()) {
          found.add(Finding.error(name(), state.sayUnread(), Remedy.NONE));
        }
      }
    }
    return found;
  }

  private void told(Map<TableId, String> reasons, boolean isError, List<Finding> found) {
    Map<String, String> inOrder = new TreeMap<>();
    reasons.forEach((table, why) -> inOrder.put(table.toString(), why));
    inOrder.forEach(
        (table, why) ->
            found.add(
                isError
                    ? Finding.error(name(), table + ": " + why, Remedy.NONE)
                    : Finding.warning(name(), table + ": " + why, Remedy.NONE)));
  }
}
