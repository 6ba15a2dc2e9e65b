package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.Obstacle;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the log says which rows changes are of, and has all of their values. */
final class SupplementalLog implements Probe<OracleLook> {

  static Optional<Obstacle> find(LogState log) {
    if (!log.logging().isCertain()) {
      return Optional.of(
          new Obstacle(
              "the log may not say which rows changes are of (SUPPLEMENTAL_LOG_DATA_SR), and the user"
                  + " may not look",
              "GRANT SELECT ON SYS.DBA_SUPPLEMENTAL_LOGGING",
              "lets it be checked, ALTER PLUGGABLE DATABASE ADD SUPPLEMENTAL LOG DATA mends it"));
    }
    return log.logging().rows()
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "the log does not say which rows changes are of",
                "ALTER DATABASE ADD SUPPLEMENTAL LOG DATA",
                "has it say so"));
  }

  @Override
  public String name() {
    return "source.supplemental-log";
  }

  @Override
  public String finds() {
    return "of Oracle: a log that does not say which rows changes are of, and tables of which it has"
        + " not all values (supplemental logging)";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    List<Finding> found = new ArrayList<>();
    Optional<LogState> log = LogState.find(look);
    Optional<Obstacle> obstacle = log.flatMap(SupplementalLog::find);
    if (obstacle.isPresent()) {
      found.add(
          log.get().logging().isCertain()
              ? Finding.error(name(), obstacle.get().why(), Remedy.sql(obstacle.get().statement()))
              : Finding.warning(
                  name(),
                  obstacle.get().why(),
                  Remedy.sql(obstacle.get().statement() + " TO " + SqlName.quoted(look.user()))));
    } else {
      // What a table has logged counts only where the database says which rows changes are of.
      addTables(look, found);
    }
    return found;
  }

  private void addTables(OracleLook look, List<Finding> found) {
    List<TableSchema> partly =
        look.tables().all().stream()
            .filter(TableSchema::canBeCaptured)
            .filter(SupplementalLog::isLoggedInPart)
            .toList();
    if (!partly.isEmpty()) {
      Remedy remedy = Remedy.NONE;
      for (TableSchema table : partly) {
        remedy =
            remedy.thenSql(
                "ALTER TABLE "
                    + SqlName.quoted(table.id())
                    + " ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS");
      }
      found.add(
          Finding.error(
              name(),
              NamedTables.of(partly)
                  + ": changes are not logged whole, so that events would lack values",
              remedy));
    }
  }

  private static boolean isLoggedInPart(TableSchema table) {
    TableIdentity identity = table.identity();
    return identity != null && identity.naming() != RowNaming.FULL;
  }
}
