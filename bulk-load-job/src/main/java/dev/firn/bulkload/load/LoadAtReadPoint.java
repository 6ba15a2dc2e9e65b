package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.fault.FaultPoint;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableSchema;
import dev.firn.source.ReadSession;
import dev.firn.status.StatusTracker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads all tables of a plan at one instant of the source's history; if that is lost on the way,
 * those that were not published yet at another one. No table ever mixes two.
 */
public final class LoadAtReadPoint {

  private static final Logger LOG = LoggerFactory.getLogger(LoadAtReadPoint.class);

  private final LoadSystems systems;
  private final StatusTracker status;
  private final LoadRun run;
  private final boolean terminal;

  /**
   * @param terminal true if an operator looks at it
   */
  public LoadAtReadPoint(LoadSystems systems, StatusTracker status, LoadRun run, boolean terminal) {
    this.systems = systems;
    this.status = status;
    this.run = run;
    this.terminal = terminal;
  }

  /**
   * How each table of the plan ended.
   *
   * @param tables at the source, of which the instant is fixed
   */
  public Map<TablePlan, LoadOutcome> load(BulkLoadPlan plan, List<TableSchema> tables) {
    try (LoadProgress progress =
        new LoadProgress(plan.loads(), System.err, terminal, run.clock()).start()) {
      ParallelLoads loads = new ParallelLoads(status, progress, run);
      Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
      plan.tables().forEach(table -> outcomes.put(table, new LoadOutcome.Skipped("not reached")));
      outcomes.putAll(loads.withoutReading(plan));
      outcomes.putAll(read(plan.loads(), tables, loads, progress::splitDone));
      return outcomes;
    }
  }

  private Map<TablePlan.Load, LoadOutcome> read(
      List<TablePlan.Load> plans,
      List<TableSchema> tables,
      ParallelLoads loads,
      Consumer<TablePlan.Load> splitDone) {
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    List<TablePlan.Load> left = plans;
    for (int lost = 0; !left.isEmpty(); lost++) {
      try (ReadSession session = systems.database().openCapturedReadSession(tables)) {
        FaultPoint.reached("load.slot", "");
        outcomes.putAll(loads.run(left, new TableLoader(systems, session, run, splitDone)));
        left =
            left.stream().filter(plan -> outcomes.get(plan) instanceof LoadOutcome.Failed).toList();
        if (left.isEmpty() || session.isAlive() || lost == run.settings().maxRetries()) {
          return outcomes;
        }
        LOG.warn(
            "The read point at {} {} was lost; {} tables that were not published yet begin anew"
                + " at another one",
            session.readPoint().position().name(),
            session.readPoint().position().text(),
            left.size());
      }
    }
    return outcomes;
  }
}
