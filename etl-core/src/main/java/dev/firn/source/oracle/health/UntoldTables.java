package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.CaptureObstacles;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables of which the connector tells nothing, or not what they have. */
final class UntoldTables implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.untold";
  }

  @Override
  public String finds() {
    return "of Oracle: tables that can be loaded and not be followed: index-organized ones, columns of BFILE, collections or objects, large values, schemas that Debezium leaves out";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    if (LogState.find(look).filter(log -> !log.isPrimary()).isPresent()) {
      // Standby tells of all of them.
      return List.of();
    }
    List<TableSchema> tables =
        look.tables().all().stream().filter(UntoldTables::isAskedAbout).toList();
    Map<String, Set<String>> byReason = new TreeMap<>();
    CaptureObstacles.find(look.connection(), look.server(), look.schema(), tables)
        .unfollowed()
        .forEach(
            (table, why) ->
                byReason.computeIfAbsent(why, reason -> new TreeSet<>()).add(table.toString()));
    List<Finding> found = new ArrayList<>();
    byReason.forEach(
        (why, names) ->
            found.add(
                Finding.warning(
                    name(), NamedTables.ofNames(List.copyOf(names)) + ": " + why, Remedy.NONE)));
    return found;
  }

  /** Of the others LongNames, SupplementalLog and ForcedLog tell, with the statements. */
  private static boolean isAskedAbout(TableSchema table) {
    TableIdentity identity = table.identity();
    return table.canBeCaptured()
        && CaptureObstacles.findLongNames(table).isEmpty()
        && (identity == null
            || (identity.naming() == RowNaming.FULL
                && identity.parts().stream().allMatch(Part::logged)));
  }
}
