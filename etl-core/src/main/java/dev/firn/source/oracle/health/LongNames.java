package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.CaptureObstacles;
import java.util.ArrayList;
import java.util.List;

/** Names that LogMiner does not know. */
final class LongNames implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.long-names";
  }

  @Override
  public String finds() {
    return "of Oracle: tables with names of more than 30 bytes, of which LogMiner tells nothing";
  }

  @Override
  public List<Finding> look(OracleLook look) {
    List<Finding> found = new ArrayList<>();
    for (TableSchema table : look.tables().all()) {
      List<String> names =
          table.canBeCaptured() ? CaptureObstacles.findLongNames(table) : List.of();
      if (!names.isEmpty()) {
        found.add(
            Finding.warning(
                name(),
                "%s is loaded and not followed: LogMiner tells nothing of names of more than 30 bytes (%s)"
                    .formatted(table.id(), String.join(", ", names)),
                Remedy.advice("give them shorter names, if what uses them can take that")));
      }
    }
    return found;
  }
}
