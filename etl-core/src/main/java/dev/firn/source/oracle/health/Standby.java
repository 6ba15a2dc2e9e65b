package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.sql.SQLException;
import java.util.List;

/** Whether the connection leads to a database whose changes can be followed. */
final class Standby implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.standby";
  }

  @Override
  public String finds() {
    return "of Oracle: a connection that leads to a standby";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    return LogState.find(look).filter(log -> !log.isPrimary()).stream()
        .map(
            log ->
                Finding.error(
                    name(),
                    "the database is a standby, which does not tell whose transactions are open, so"
                        + " that the connector may lack what they have written",
                    Remedy.advice(
                        "name the primary in database_connection, or load with --no-capture")))
        .toList();
  }
}
