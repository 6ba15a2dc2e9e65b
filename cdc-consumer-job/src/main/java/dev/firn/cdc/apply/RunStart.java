package dev.firn.cdc.apply;

import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.drift.OlderRows;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.Failures;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run does with lake tables before it reads events for them. */
public record RunStart(LakeTables lake, DeadLetters letters, OlderRows olderRows) {

  private static final Logger LOG = LoggerFactory.getLogger(RunStart.class);
  private static final int SHOWN_TABLES = 5;

  /**
   * Ends what a killed run has left, and says which events the tables' loads have seen.
   *
   * @return the tables of which that could not be done, and why; the others go on without them
   */
  public Map<CapturedTable, RuntimeException> prepare(Collection<CapturedTable> targets) {
    Map<CapturedTable, RuntimeException> failed = new LinkedHashMap<>();
    Map<LakeTableId, LakeTable> tables =
        lake.findAll(targets.stream().map(CapturedTable::id).toList());
    Map<ReadPoint, List<String>> seen = new LinkedHashMap<>();
    for (CapturedTable target : targets) {
      LakeTable table = tables.get(target.id());
      if (table != null) {
        try {
          cleanUp(target, table);
          table
              .state()
              .findReadPoint()
              .ifPresent(
                  point ->
                      seen.computeIfAbsent(point, load -> new ArrayList<>())
                          .add(target.id().toString()));
        } catch (Exception e) {
          failed.put(target, Failures.unchecked(e));
        }
      }
    }
    seen.forEach(RunStart::report);
    return failed;
  }

  /** Dead letters that nobody sees yet, branches that nobody publishes, columns half filled. */
  private void cleanUp(CapturedTable target, LakeTable table) {
    letters.admit(table);
    table.branches().like(Branch.STREAM_PREFIX).forEach(table.branches()::drop);
    if (!table.state().backfills().isEmpty() || !table.state().copies().isEmpty()) {
      olderRows.complete(target);
    }
  }

  /** Tables that were loaded together have one read point. */
  private static void report(ReadPoint load, List<String> tables) {
    int shown = Math.min(SHOWN_TABLES, tables.size());
    LOG.info(
        "Will filter events before {} {} out of {}{} that the load has seen{}",
        load.position().name(),
        load.position().text(),
        String.join(", ", tables.subList(0, shown)),
        shown < tables.size() ? " and " + (tables.size() - shown) + " more" : "",
        load.seen().isEmpty() ? "" : " (" + load.seen() + ")");
  }
}
