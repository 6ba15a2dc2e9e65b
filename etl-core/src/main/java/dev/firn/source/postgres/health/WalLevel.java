package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.sql.SQLException;
import java.util.List;

/** Whether the log says what changes. */
final class WalLevel implements Probe<ServerLook> {

  @Override
  public String name() {
    return "source.wal-level";
  }

  @Override
  public String finds() {
    return "a log that does not say what changes (`wal_level` is not `logical`)";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    String level = server.setting("wal_level");
    if (level.equals("logical")) {
      return List.of();
    }
    return List.of(
        Finding.error(
            name(),
            "wal_level of the server is \""
                + level
                + "\", so that its log does not say what changes",
            Remedy.sql("ALTER SYSTEM SET wal_level = 'logical'")
                .thenAdvice("restart the database server")));
  }
}
