package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.SourceReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether undo is kept for as long as a load reads. */
final class Undo implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.undo";
  }

  @Override
  public String finds() {
    return "of Oracle: undo that is forgotten before a load has read all of it at one SCN (`UNDO_RETENTION`)";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    Map<TableId, Long> bytes =
        look.tables().all().stream().collect(Collectors.toMap(TableSchema::id, TableSchema::bytes));
    SourceReader.Effort effort =
        new SourceReader.Effort(bytes, look.tables().tablesAtOnce(), look.tables().splitsAtOnce());
    return new UndoOutlook(look.connection())
        .find(effort).stream()
            // Of what may not be looked at ViewRights tells.
            .filter(obstacle -> !obstacle.statement().isEmpty())
            .map(
                obstacle ->
                    Finding.warning(name(), obstacle.why(), Remedy.sql(obstacle.statement())))
            .toList();
  }
}
