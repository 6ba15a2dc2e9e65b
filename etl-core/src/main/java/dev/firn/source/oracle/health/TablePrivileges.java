package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.Obstacle;
import dev.firn.source.oracle.catalog.ReadPrivileges;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the user sees every row of every table, as it was at an instant. */
final class TablePrivileges implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.privileges";
  }

  @Override
  public String finds() {
    return "of Oracle: tables that the user may not read at an instant (`SELECT`, `FLASHBACK`), or of which policies hide rows or values";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    Map<TableId, Obstacle> obstacles =
        new ReadPrivileges(look.connection(), look.server())
            .findObstacles(
                look.schema(), look.tables().all().stream().map(TableSchema::id).toList());
    // One statement can be what several tables lack.
    Map<String, Set<String>> tables = new TreeMap<>();
    Map<String, Obstacle> byStatement = new TreeMap<>();
    obstacles.forEach(
        (table, obstacle) -> {
          tables
              .computeIfAbsent(obstacle.statement(), statement -> new TreeSet<>())
              .add(table.toString());
          byStatement.put(obstacle.statement(), obstacle);
        });
    List<Finding> found = new ArrayList<>();
    byStatement.forEach(
        (statement, obstacle) ->
            found.add(
                Finding.error(
                    name(),
                    NamedTables.ofNames(List.copyOf(tables.getOrDefault(statement, Set.of())))
                        + ": "
                        + obstacle.why(),
                    Remedy.sql(statement))));
    return found;
  }
}
