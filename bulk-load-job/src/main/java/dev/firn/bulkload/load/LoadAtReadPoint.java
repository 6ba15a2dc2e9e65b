package dev.firn.bulkload.load;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.bulkload.mark.NextMarks;
import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.BulkLoadPlanner;
import dev.firn.bulkload.plan.TableChoice;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.BusyTablesException;
import dev.firn.error.Causes;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.TableProperty;
import dev.firn.model.LoadOutcome;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.retry.Outages;
import dev.firn.retry.Pause;
import dev.firn.source.ReadSession;
import dev.firn.source.TableLocks;
import dev.firn.status.EmptyTables;
import dev.firn.status.StatusTracker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads tables at one instant of the source's history; if that is lost on the way, those that were
 * not published yet at another one. No table ever mixes two.
 *
 * <p>Every pass locks its tables first, then looks at them, then plans: what was believed before is
 * not true any more. A table on which somebody else works, or waits to until this load lets go of
 * it, gets another pass; if that does not end, it is refused by itself. A table that cannot be read
 * any more as it was at the instant is read as a whole at another one.
 */
public final class LoadAtReadPoint {

  private static final Logger LOG = LoggerFactory.getLogger(LoadAtReadPoint.class);

  /** Partitions can be attached while their root is held; nobody does that for ever. */
  private static final int MAX_REARRANGEMENTS = 5;

  private final LoadSystems systems;
  private final StatusTracker status;
  private final LoadRun run;
  private final boolean terminal;
  private final BulkLoadPlanner planner;
  private final Map<TableId, TablePlan> plans = new LinkedHashMap<>();
  private final Map<TableId, LoadOutcome> outcomes = new HashMap<>();

  /** Who works on tables that are not waited for any more. */
  private final Map<TableId, String> occupied = new HashMap<>();

  private final GoneInstants gone;

  /** What another pass has to take up, of tables that a pass could not load. */
  private Set<TableId> comeAgain = Set.of();

  private int busyPasses;

  private final Outages outages;

  /** Passes in a row that could not begin, because the source was away. */
  private int failedPasses;

  /**
   * @param terminal true if an operator looks at it
   */
  public LoadAtReadPoint(
      LoadSystems systems,
      StatusTracker status,
      LoadRun run,
      boolean terminal,
      BulkLoadPlanner planner) {
    this.systems = systems;
    this.status = status;
    this.run = run;
    this.terminal = terminal;
    this.planner = planner;
    this.gone = new GoneInstants(run);
    this.outages = new Outages(run.request().source().outageTimeout());
  }

  /** How a pass has ended. */
  private enum Pass {
    COMPLETE,
    READ_POINT_LOST,
    REARRANGED,
    /** Nothing was read, because others work on some of the tables. */
    GIVEN_UP,
    /** All was read but tables on which others work, or that have to be read at another instant. */
    SOME_LEFT
  }

  /** How each table of the run ended. */
  public Map<TablePlan, LoadOutcome> load(TableChoice choice) {
    int lost = 0;
    int rearranged = 0;
    List<TableSchema> left = choice.toLoad();
    boolean again = true;
    while (again) {
      Pass pass = passOrGiveUp(choice, left);
      lost += pass == Pass.READ_POINT_LOST ? 1 : 0;
      rearranged += pass == Pass.REARRANGED ? 1 : 0;
      if (rearranged > MAX_REARRANGEMENTS) {
        throw BulkLoadErrors.partitionsDoNotStay(run.request().source().name());
      }
      left =
          left.stream()
              .filter(table -> !(outcomes.get(table.id()) instanceof LoadOutcome.Loaded))
              .filter(table -> !(outcomes.get(table.id()) instanceof LoadOutcome.Skipped))
              .filter(table -> pass != Pass.SOME_LEFT || comeAgain.contains(table.id()))
              .toList();
      again = pass != Pass.COMPLETE && !left.isEmpty() && lost <= run.settings().maxRetries();
    }
    if (run.request().capturesChanges()) {
      new SendersSince(systems, status, run)
          .find(loaded())
          .forEach((table, gap) -> outcomes.put(table, new LoadOutcome.Failed(gap, 1)));
    }
    Map<TablePlan, LoadOutcome> all = new LinkedHashMap<>();
    plans.forEach(
        (table, plan) ->
            all.put(plan, outcomes.getOrDefault(table, new LoadOutcome.Skipped("not reached"))));
    return all;
  }

  private Map<TableId, TablePlan> loaded() {
    Map<TableId, TablePlan> loaded = new HashMap<>(plans);
    loaded
        .keySet()
        .removeIf(
            table ->
                !(outcomes.get(table) instanceof LoadOutcome.Loaded)
                    || !run.request().capturesChanges(table));
    return loaded;
  }

  private static boolean isBusy(@Nullable LoadOutcome outcome) {
    return outcome instanceof LoadOutcome.Failed failed
        && Causes.find(failed.cause(), BusyTablesException.class).isPresent();
  }

  /**
   * @throws BusyTablesException if that goes on for too long and nobody knows which tables it is
   */
  private Pass passOrGiveUp(TableChoice choice, List<TableSchema> left) {
    try {
      Pass pass = pass(choice, left);
      failedPasses = 0;
      outages.isBack(Outages.SOURCE);
      return pass;
    } catch (BusyTablesException e) {
      if (busyPasses >= run.settings().maxRetries()) {
        refuse(e);
      }
      busyPasses++;
      LOG.warn("{} All tables are let go of and looked at again.", e.getMessage());
      return Pass.GIVEN_UP;
    } catch (UnavailableException e) {
      rideOut(e);
      return Pass.GIVEN_UP;
    }
  }

  /** A source that was there when the load began is waited for. */
  private void rideOut(UnavailableException failure) {
    if (plans.isEmpty() || !failure.isRetryable()) {
      throw failure;
    }
    outages.isAway(Outages.SOURCE, String.valueOf(failure.getMessage()));
    if (outages.isTooLong(Outages.SOURCE)) {
      throw failure;
    }
    failedPasses++;
    Pause.of(run.pauseAfter(failedPasses));
  }

  private void refuse(BusyTablesException busy) {
    if (occupied.keySet().containsAll(busy.tables().keySet())) {
      throw busy;
    }
    busy.tables()
        .forEach((table, who) -> occupied.put(table, who + ". Load it when that has ended"));
  }

  private Pass pass(TableChoice choice, List<TableSchema> left) {
    FaultPoint.reached("load.lock", "");
    List<TableSchema> wanted =
        left.stream().filter(table -> !occupied.containsKey(table.id())).toList();
    try (TableLocks locks = systems.database().lock(wanted)) {
      FaultPoint.reached("load.held", "");
      Map<TableId, String> unlocked = new HashMap<>(locks.refused());
      unlocked.putAll(occupied);
      BulkLoadPlan plan =
          planner.plan(choice, left.stream().map(TableSchema::id).toList(), unlocked);
      announce(choice, plan);
      try (LoadProgress progress =
          new LoadProgress(plan.loads(), System.err, terminal, run.clock()).start()) {
        ParallelLoads loads = new ParallelLoads(status, progress, run);
        note(
            loads.withoutReading(
                Stream.concat(
                        choice.decided().stream()
                            .filter(table -> !plans.containsKey(table.route().source())),
                        plan.tables().stream())
                    .toList()));
        plan.loads().forEach(load -> plans.put(load.route().source(), load));
        return plan.loads().isEmpty() ? Pass.COMPLETE : read(locks, choice, plan, loads, progress);
      }
    }
  }

  private void announce(TableChoice choice, BulkLoadPlan plan) {
    LOG.info(
        "{}: {}; {} skipped or refused before",
        run.request().source().name(),
        plan,
        choice.decided().size());
    plan.warnings().forEach(LOG::warn);
    plan.loads().stream()
        .map(load -> load.route().source())
        .filter(table -> run.request().capturesChanges(table))
        .filter(plan.unfollowed()::containsKey)
        .forEach(
            table -> LOG.warn("{} will not be followed: {}", table, plan.unfollowed().get(table)));
    FaultPoint.reached("load.plan", "");
  }

  private void note(Map<? extends TablePlan, LoadOutcome> ended) {
    ended.forEach(
        (plan, outcome) -> {
          plans.put(plan.route().source(), plan);
          outcomes.put(plan.route().source(), gone.withRetries(plan.route().source(), outcome));
        });
  }

  private Pass read(
      TableLocks locks,
      TableChoice choice,
      BulkLoadPlan plan,
      ParallelLoads loads,
      LoadProgress progress) {
    NextMarks marks = NextMarks.lookAhead(systems.database(), plan.loads());
    try (ReadSession session =
        locks.capture(plan.capture().beginningWith(() -> markGaps(choice, plan)))) {
      FaultPoint.reached("load.slot", "");
      session.limitTo(ReadPace.of(systems.spark(), run));
      Map<TableId, List<ReadSplit>> splits = new HashMap<>();
      plan.loads().forEach(load -> splits.put(load.route().source(), load.splits()));
      Set<TableId> rearranged = session.findRearranged(splits);
      if (!rearranged.isEmpty()) {
        LOG.info(
            "Partitions of {} have changed meanwhile; the tables are looked at again", rearranged);
        return Pass.REARRANGED;
      }
      Map<TableId, String> senders = session.findSenders(plan.capture().tables());
      List<TablePlan.Load> planned =
          plan.loads().stream()
              .map(load -> load.sentBy(senders.getOrDefault(load.route().source(), "")))
              .toList();
      Map<TablePlan.Load, LoadOutcome> ended =
          loads.run(planned, new TableLoader(systems, session, marks, run, progress::splitDone));
      note(ended);
      noteEmptyTables(plan, ended, session);
      if (session.isAlive()) {
        comeAgain = comeAgain(ended);
        return comeAgain.isEmpty() ? Pass.COMPLETE : Pass.SOME_LEFT;
      }
      LOG.warn(
          "The read point at {} {} was lost; tables that were not published yet begin anew at"
              + " another one",
          session.readPoint().position().name(),
          session.readPoint().position().text());
      return Pass.READ_POINT_LOST;
    }
  }

  private Set<TableId> comeAgain(Map<TablePlan.Load, LoadOutcome> ended) {
    Set<TableId> again = new HashSet<>(busy(ended));
    again.addAll(gone.findWorthAnother(ended));
    return again;
  }

  private List<TableId> busy(Map<TablePlan.Load, LoadOutcome> ended) {
    List<TableId> busy =
        ended.keySet().stream()
            .filter(plan -> isBusy(ended.get(plan)))
            .map(plan -> plan.route().source())
            .toList();
    if (busy.isEmpty() || busyPasses >= run.settings().maxRetries()) {
      return List.of();
    }
    busyPasses++;
    LOG.warn("{} are let go of and then tried again", busy);
    return busy;
  }

  /**
   * What an earlier load has left of these tables lacks what changed before the new stream begins;
   * publishing them anew ends that, and if it fails, is refused, or the run is ended, nobody must
   * go on with them.
   */
  private void markGaps(TableChoice choice, BulkLoadPlan plan) {
    emptyTables().forget();
    Stream.concat(choice.decided().stream(), plan.tables().stream())
        .filter(one -> !(one instanceof TablePlan.Skip))
        .filter(one -> run.request().capturesChanges(one.route().source()))
        .flatMap(one -> systems.lake().find(one.route().target()).stream())
        .filter(held -> held.state().findContract().isPresent())
        .forEach(
            held ->
                held.alter()
                    .setProperties(
                        Map.of(
                            TableProperty.GAP,
                            "what changed between its load and the slot that run "
                                + run.id()
                                + " has created is in no stream")));
  }

  private EmptyTables emptyTables() {
    return new EmptyTables(systems.lake(), run.request().source().namespace());
  }

  private void noteEmptyTables(
      BulkLoadPlan plan, Map<TablePlan.Load, LoadOutcome> ended, ReadSession session) {
    List<TableId> loaded = new ArrayList<>();
    Map<TableId, String> empty = new HashMap<>();
    ended.forEach(
        (load, outcome) -> {
          TableId table = load.route().source();
          loaded.add(table);
          if (outcome instanceof LoadOutcome.Skipped && plan.capture().tables().contains(table)) {
            empty.put(table, load.mapping().toJson());
          }
        });
    emptyTables().record(loaded, empty, session.readPoint());
  }
}
