package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the user may have changes sent. */
final class CaptureRights implements Probe<ServerLook> {

  /** Managed servers have roles of their own in place of the attribute. */
  private static final String USER =
      """
      SELECT quote_ident(rolname) AS name,
             rolsuper OR rolreplication
               OR EXISTS (SELECT 1 FROM pg_roles m
                           WHERE m.rolname IN ('rds_replication', 'azure_pg_admin', 'cloudsqlsuperuser')
                             AND pg_has_role(m.oid, 'MEMBER')) AS replicates,
             has_database_privilege(current_database(), 'CREATE') AS creates,
             quote_ident(current_database()) AS database,
             EXISTS (SELECT 1 FROM pg_publication WHERE pubname = ?) AS published
        FROM pg_roles WHERE rolname = current_user
      """;

  @Override
  public String name() {
    return "source.capture-rights";
  }

  @Override
  public String finds() {
    return "a user who may not replicate, or not create the publication";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    List<Finding> found = new ArrayList<>();
    server.ask(
        USER,
        row -> {
          String user = row.getString("name");
          if (!row.getBoolean("replicates")) {
            found.add(
                Finding.error(
                    name(),
                    "user " + user + " may not create or read replication slots",
                    Remedy.sql("ALTER ROLE " + user + " REPLICATION")));
          }
          if (!row.getBoolean("creates") && !row.getBoolean("published")) {
            String database = row.getString("database");
            found.add(
                Finding.warning(
                    name(),
                    "user %s may not create publication %s, and there is none yet"
                        .formatted(user, server.capture().publication()),
                    Remedy.sql("GRANT CREATE ON DATABASE " + database + " TO " + user)));
          }
          return row;
        },
        server.capture().publication());
    return found;
  }
}
