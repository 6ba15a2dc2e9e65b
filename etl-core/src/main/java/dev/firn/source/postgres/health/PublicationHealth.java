package dev.firn.source.postgres.health;

import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.catalog.Publication;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether everything that happens to the loaded tables is published. */
final class PublicationHealth implements Probe<ServerLook> {

  @Override
  public String name() {
    return "source.publication";
  }

  @Override
  public String finds() {
    return "a publication that is gone, or leaves out operations, rows, columns or tables, or sends"
        + " partitions under their own names";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    List<TableId> wanted =
        server.tables().present().stream()
            .filter(TableSchema::canBeCaptured)
            .map(TableSchema::id)
            .toList();
    Publication publication =
        Publication.find(server.connection(), server.capture().publication(), wanted);
    Publication.Whole all = publication.all();
    if (all == null) {
      return wanted.isEmpty() ? List.of() : List.of(gone(server, publication));
    }
    List<Finding> found = new ArrayList<>();
    lookAtAll(server, publication, all, found);
    lookAtTables(server, publication, found);
    return found;
  }

  private Finding gone(ServerLook server, Publication publication) {
    return Finding.error(
        name(),
        ExitCode.DATA_GAP,
        "publication "
            + publication.name()
            + " is gone, and the slot cannot decode what changes before it is there again",
        Remedy.advice(SlotHealth.STOP)
            .thenSql(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = "
                    + SqlName.literal(server.capture().slot()))
            .thenRun(Reload.of(server.source(), List.of()))
            .thenAdvice(SlotHealth.START));
  }

  private void lookAtAll(
      ServerLook server, Publication publication, Publication.Whole all, List<Finding> found) {
    String load = Reload.first(server.source(), List.of());
    String quoted = SqlName.quoted(publication.name());
    if (!all.lacks().isEmpty()) {
      found.add(
          Finding.error(
              name(),
              "publication "
                  + publication.name()
                  + " does not publish "
                  + all.lacks()
                  + "; what it has not sent so far is in no table that was loaded before",
              Remedy.sql(
                      "ALTER PUBLICATION "
                          + quoted
                          + " SET (publish = '"
                          + Publication.OPERATIONS
                          + "')")
                  .thenRun(load)));
    }
    if (all.generated()) {
      found.add(
          Finding.error(
              name(),
              "publication " + publication.name() + " publishes generated columns",
              Remedy.sql("ALTER PUBLICATION " + quoted + " SET (publish_generated_columns = none)")
                  .thenRun(load)));
    }
  }

  private void lookAtTables(ServerLook server, Publication publication, List<Finding> found) {
    publication
        .members()
        .forEach(
            (table, member) -> {
              Publication.Fault fault = member.fault();
              if (member.published() && fault != null) {
                Remedy remedy = Remedy.NONE;
                for (String statement : fault.statements()) {
                  remedy = remedy.thenSql(statement);
                }
                found.add(
                    Finding.error(
                        name(),
                        table + ": " + fault.why(),
                        remedy.thenRun(Reload.of(server.source(), List.of(table.name())))));
              }
            });
    List<TableId> missing = publication.missing();
    if (!missing.isEmpty()) {
      found.add(
          Finding.error(
              name(),
              "publication "
                  + publication.name()
                  + " does not have "
                  + names(missing)
                  + ", so that nothing that changes there comes",
              Remedy.sql(publication.extension())
                  .thenRun(
                      Reload.of(server.source(), missing.stream().map(TableId::name).toList()))));
    }
  }

  static String names(List<TableId> tables) {
    int shown = Math.min(5, tables.size());
    String names =
        String.join(", ", tables.subList(0, shown).stream().map(TableId::toString).toList());
    return shown == tables.size() ? names : names + " and " + (tables.size() - shown) + " more";
  }
}
