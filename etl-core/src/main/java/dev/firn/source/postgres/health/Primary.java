package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.sql.SQLException;
import java.util.List;

/** Whether the connection leads to a server whose changes can be captured. */
final class Primary implements Probe<ServerLook> {

  @Override
  public String name() {
    return "source.primary";
  }

  @Override
  public String finds() {
    return "a connection that leads to a standby";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    boolean isStandby = server.ask("SELECT pg_is_in_recovery()", row -> row.getBoolean(1)).get(0);
    return isStandby
        ? List.of(
            Finding.error(
                name(),
                "the server follows another one, which is where publications and slots are made",
                Remedy.advice(
                    "name the primary in database_connection, or load with --no-capture")))
        : List.of();
  }
}
