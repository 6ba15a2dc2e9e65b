package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.catalog.CaptureObstacles;
import dev.firn.source.postgres.catalog.CaptureObstacles.Hindrance;
import dev.firn.source.postgres.catalog.Publication;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether events name the rows of every table, and of each of its partitions. */
final class RowIdentity implements Probe<ServerLook> {

  @Override
  public String name() {
    return "source.row-identity";
  }

  @Override
  public String finds() {
    return "tables and partitions of which events do not name the rows: no key, a replica identity"
        + " that is nothing or another index, unlogged partitions";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    List<TableSchema> tables =
        server.tables().all().stream().filter(TableSchema::canBeCaptured).toList();
    CaptureObstacles.Hindrances found =
        CaptureObstacles.findHindrances(server.connection(), tables);
    Set<TableId> published =
        new HashSet<>(
            Publication.find(
                    server.connection(),
                    server.capture().publication(),
                    tables.stream().map(TableSchema::id).toList())
                .published());
    List<Finding> findings = new ArrayList<>();
    for (TableSchema table : tables) {
      Hindrance refused = found.refused().get(table.id());
      Hindrance unfollowed = found.unfollowed().get(table.id());
      if (refused != null) {
        findings.add(finding(table.id(), refused, true));
      } else if (unfollowed != null) {
        findings.add(
            finding(
                table.id(),
                unfollowed,
                server.tables().loaded().contains(table.id()) || published.contains(table.id())));
      }
    }
    return findings;
  }

  /** What is not published harms nobody, but is not followed either. */
  private Finding finding(TableId table, Hindrance hindrance, boolean isFollowed) {
    String evidence = table + ": " + hindrance.why();
    Remedy remedy =
        hindrance.statement().isEmpty()
            ? Remedy.advice(hindrance.advice())
            : Remedy.sql(hindrance.statement());
    return isFollowed
        ? Finding.error(name(), evidence, remedy)
        : Finding.warning(name(), evidence, remedy);
  }
}
