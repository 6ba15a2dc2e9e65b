package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.catalog.ReadPrivileges;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the user sees every row of every table. */
final class ReadRights implements Probe<ServerLook> {

  @Override
  public String name() {
    return "source.read-rights";
  }

  @Override
  public String finds() {
    return "tables that the user may not read, or of which row level security hides rows";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    Map<String, Finding> found = new TreeMap<>();
    new ReadPrivileges(server.connection())
        .findRefusals(server.tables().all().stream().map(TableSchema::id).toList())
        .forEach(
            (table, refusal) ->
                found.put(
                    table.toString(),
                    Finding.error(
                        name(), table + ": " + refusal.why(), Remedy.sql(refusal.grant()))));
    return new ArrayList<>(found.values());
  }
}
