package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.catalog.ReadPrivileges;
import dev.firn.source.postgres.catalog.ReadPrivileges.Refusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
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
    Map<TableId, Refusal> refusals =
        new ReadPrivileges(server.connection())
            .findRefusals(server.tables().all().stream().map(TableSchema::id).toList());
    // One statement can be what several tables lack.
    Map<String, List<TableId>> byGrant = new TreeMap<>();
    refusals.forEach(
        (table, refusal) ->
            byGrant.computeIfAbsent(refusal.grant(), grant -> new ArrayList<>()).add(table));
    List<Finding> found = new ArrayList<>();
    byGrant.forEach(
        (grant, tables) -> {
          tables.sort(Comparator.comparing(TableId::toString));
          Refusal first = refusals.get(tables.get(0));
          found.add(
              Finding.error(
                  name(),
                  PublicationHealth.names(tables) + ": " + (first == null ? "" : first.why()),
                  Remedy.sql(grant)));
        });
    return found;
  }
}
