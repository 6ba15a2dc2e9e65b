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
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A database that has no probes of its own, by what every database is asked before a load. */
final class ByQuestions implements Probe<Facts> {

  private static final int MAX_SHOWN = 5;

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

  /** One finding for a reason, whatever the number of its tables. */
  private void told(Map<TableId, String> reasons, boolean isError, List<Finding> found) {
    Map<String, TreeSet<String>> byReason = new TreeMap<>();
    reasons.forEach(
        (table, why) ->
            byReason.computeIfAbsent(why, key -> new TreeSet<>()).add(table.toString()));
    byReason.forEach(
        (why, tables) -> {
          String evidence =
              tables.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "))
                  + (tables.size() > MAX_SHOWN
                      ? " and " + (tables.size() - MAX_SHOWN) + " more"
                      : "")
                  + ": "
                  + why;
          found.add(
              isError
                  ? Finding.error(name(), evidence, Remedy.NONE)
                  : Finding.warning(name(), evidence, Remedy.NONE));
        });
  }
}
