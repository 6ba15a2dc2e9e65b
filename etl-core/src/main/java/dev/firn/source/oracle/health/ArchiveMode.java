package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.catalog.Obstacle;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the database keeps its log until it was read. */
final class ArchiveMode implements Probe<OracleLook> {

  private static final String ARCHIVELOG = "ARCHIVELOG";

  static Optional<Obstacle> find(LogState log) {
    return log.mode().equals(ARCHIVELOG)
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "the database is in mode "
                    + log.mode()
                    + ", so that log is overwritten before its changes were read",
                "ALTER DATABASE ARCHIVELOG",
                "while it is mounted and not open, keeps it"));
  }

  @Override
  public String name() {
    return "source.archive-mode";
  }

  @Override
  public String finds() {
    return "of Oracle: a database that does not archive its log (`ARCHIVELOG`)";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    return LogState.find(look).flatMap(ArchiveMode::find).stream()
        .map(
            obstacle ->
                Finding.error(
                    name(),
                    obstacle.why(),
                    Remedy.advice(
                            "restart the database mounted, in SQL*Plus at the root container as"
                                + " SYSDBA: SHUTDOWN IMMEDIATE, then STARTUP MOUNT")
                        .thenSql(obstacle.statement())
                        .thenSql("ALTER DATABASE OPEN")))
        .toList();
  }
}
