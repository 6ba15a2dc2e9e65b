package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.catalog.DatabaseNames;
import dev.firn.source.oracle.catalog.Dictionary;
import java.sql.SQLException;
import java.util.List;

/** Whether the connection leads to where the tables are. */
final class Container implements Probe<OracleLook> {

  private static final String ROOT = "CDB$ROOT";

  @Override
  public String name() {
    return "source.container";
  }

  @Override
  public String finds() {
    return "of Oracle: a connection that leads to the root container and not to a pluggable database";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    DatabaseNames names;
    try {
      names = DatabaseNames.of(look.connection(), look.server());
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        // ViewRights tells of it.
        return List.of();
      }
      throw e;
    }
    return names.pluggable().equals(ROOT)
        ? List.of(
            Finding.warning(
                name(),
                "the connection leads to the root container of %s, and tables are in its pluggable databases"
                    .formatted(names.database()),
                Remedy.advice(
                    "name the service of the pluggable database in"
                        + " database_connection.service_name (SELECT NAME FROM V$PDBS)")))
        : List.of();
  }
}
