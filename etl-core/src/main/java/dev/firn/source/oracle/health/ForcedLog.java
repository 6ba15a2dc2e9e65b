package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.Obstacle;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether somebody can write past the log. */
final class ForcedLog implements Probe<OracleLook> {

  static Optional<Obstacle> find(LogState log) {
    return log.isForced()
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "what somebody writes past the log never comes (NOLOGGING for a time, SQL*Loader with"
                    + " UNRECOVERABLE), unless the pluggable database or the tablespace has FORCE"
                    + " LOGGING",
                "ALTER DATABASE FORCE LOGGING",
                "has all of it come"));
  }

  @Override
  public String name() {
    return "source.forced-log";
  }

  @Override
  public String finds() {
    return "of Oracle: a database in which rows can be written past the log (no `FORCE LOGGING`)";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    List<Finding> found = new ArrayList<>();
    LogState.find(look)
        .flatMap(ForcedLog::find)
        .ifPresent(
            obstacle ->
                found.add(
                    Finding.warning(name(), obstacle.why(), Remedy.sql(obstacle.statement()))));
    List<TableSchema> unlogged =
        look.tables().all().stream()
            .filter(TableSchema::canBeCaptured)
            .filter(ForcedLog::isPartlyUnlogged)
            .toList();
    if (!unlogged.isEmpty()) {
      Remedy remedy = Remedy.NONE;
      for (TableSchema table : unlogged) {
        remedy = remedy.thenSql("ALTER TABLE " + SqlName.quoted(table.id()) + " LOGGING");
      }
      found.add(
          Finding.error(
              name(),
              NamedTables.of(unlogged)
                  + ": what is written into them directly is not logged (NOLOGGING), so that they are not followed",
              remedy.thenAdvice(
                  "the same of each of their partitions (MODIFY PARTITION … LOGGING)")));
    }
    return found;
  }

  private static boolean isPartlyUnlogged(TableSchema table) {
    TableIdentity identity = table.identity();
    return identity != null && !identity.parts().stream().allMatch(Part::logged);
  }
}
