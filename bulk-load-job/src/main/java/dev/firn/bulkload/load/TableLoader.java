package dev.firn.bulkload.load;

import dev.firn.bulkload.level.Increment;
import dev.firn.bulkload.level.Levelling;
import dev.firn.bulkload.mark.NextMarks;
import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.LoadVerification;
import dev.firn.config.TableLoad;
import dev.firn.error.Causes;
import dev.firn.error.Failures;
import dev.firn.error.TableLog;
import dev.firn.error.UnfitNumberException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LoadTarget;
import dev.firn.model.LoadOutcome;
import dev.firn.model.ReadPoint;
import dev.firn.source.ReadSession;
import dev.firn.source.digest.DigestKind;
import dev.firn.source.digest.DigestWay;
import dev.firn.status.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads tables in groups at the instant of a session: prepares their targets, has their rows
 * written into files that nobody sees, compares what arrived with what was sent, and publishes each
 * table in one commit. A table alone is a group of one.
 */
final class TableLoader {

  /**
   * How often it is tried to read only what differs. Others may publish each time meanwhile, which
   * the commit of a load as a whole bears.
   */
  private static final int MAX_LEVELLINGS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TableLoader.class);

  private final ReadSession session;
  private final TableReplacement replacement;
  private final TableSwap swap;
  private final RowTransfer rows;
  private final Levelling levelling;
  private final Increment increment;
  private final Consumer<TablePlan.Load> splitDone;
  private final LoadRun run;

  /**
   * @param splitDone told the table whenever one of its slices was written
   */
  TableLoader(
      LoadSystems systems,
      ReadSession session,
      NextMarks marks,
      LoadRun run,
      Consumer<TablePlan.Load> splitDone) {
    this.session = session;
    this.replacement = new TableReplacement(systems.lake(), run.request());
    this.swap = new TableSwap(replacement, session, marks, run);
    this.rows = new RowTransfer(systems, session, run, splitDone);
    this.levelling = new Levelling(systems.spark(), systems.lake(), session);
    this.increment = new Increment(systems.spark(), systems.lake(), session);
    this.splitDone = splitDone;
    this.run = run;
  }

  /** At which all the tables are read. */
  ReadPoint readPoint() {
    return session.readPoint();
  }

  /** Loads a group; a table that fails beside others is loaded once more by itself. */
  Map<TablePlan.Load, LoadOutcome> load(List<TablePlan.Load> group) {
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    if (group.size() > 1 && !run.request().onlyDifferences()) {
      attempt(group, 1, run.now())
          .forEach((plan, done) -> done.find().ifPresent(how -> outcomes.put(plan, how)));
      LOG.debug("{} of {} tables were loaded together", outcomes.size(), group.size());
    }
    for (TablePlan.Load plan : group) {
      outcomes.computeIfAbsent(plan, this::loadAlone);
    }
    return outcomes;
  }

  /** Numbers whose measured size turns out too small become text. */
  private LoadOutcome loadAlone(TablePlan.Load plan) {
    try (TableLog about = TableLog.of(plan.route().source())) {
      return loadAsItComes(plan);
    }
  }

  private LoadOutcome loadAsItComes(TablePlan.Load plan) {
    LoadOutcome outcome = loadWithRetries(plan);
    if (outcome instanceof LoadOutcome.Failed failed
        && Causes.find(failed.cause(), UnfitNumberException.class).isPresent()) {
      LOG.warn(
          "{} Its numbers without a size are loaded as text.", Failures.reason(failed.cause()));
      return loadWithRetries(plan.withTextNumbers());
    }
    return outcome;
  }

  private LoadOutcome loadWithRetries(TablePlan.Load plan) {
    Instant start = run.now();
    AtomicInteger attempts = new AtomicInteger();
    try {
      return run.retry()
          .whileTrue(session::isAlive)
          .run(
              "load " + plan.route().source(),
              attempt -> {
                attempts.set(attempt);
                return lessThanAll(plan, attempt, start)
                    .orElseGet(
                        () ->
                            attempt(List.of(plan), attempt, start)
                                .values()
                                .iterator()
                                .next()
                                .orThrow());
              });
    } catch (RuntimeException e) {
      LOG.debug("Load of {} failed", plan.route().source(), e);
      return new LoadOutcome.Failed(e, attempts.get());
    }
  }

  /** Empty if all rows have to be read. */
  private Optional<LoadOutcome> lessThanAll(TablePlan.Load plan, int attempt, Instant start) {
    MarkedRead marked = plan.marked();
    if (marked != null && marked.kind() == MarkedRead.Kind.INCREMENT) {
      Optional<LoadOutcome> brought = bring(plan, attempt, start);
      if (brought.isPresent()) {
        return brought;
      }
    }
    boolean isCompared = run.request().onlyDifferences() || plan.isPartial();
    return isCompared && attempt <= MAX_LEVELLINGS ? level(plan, attempt, start) : Optional.empty();
  }

  private Optional<LoadOutcome> bring(TablePlan.Load plan, int attempt, Instant start) {
    // Clocks of zones are put back at most once within a day that the source's clock is ahead.
    Instant until = run.now().plus(Duration.ofDays(1));
    return increment
        .bring(plan, until, swap.bookmark(plan, MarkedRead.Kind.INCREMENT))
        .map(done -> partly(plan, done.written(), attempt, done.snapshot(), start));
  }

  private LoadOutcome partly(
      TablePlan.Load plan, long rows, int attempt, long snapshot, Instant start) {
    plan.splits().forEach(split -> splitDone.accept(plan));
    return new LoadOutcome.Loaded(
        rows, 0, plan.splits().size(), attempt - 1, snapshot, Duration.between(start, run.now()));
  }

  private DigestWay digestWay(TablePlan.Load plan) {
    return new DigestWay(
        DigestKind.SAFE, loadOf(plan).splits(), run.retry().whileTrue(session::isAlive));
  }

  /** Empty if the table has to be loaded as a whole. */
  private Optional<LoadOutcome> level(TablePlan.Load plan, int attempt, Instant start) {
    return levelling
        .level(plan, digestWay(plan), swap.properties(plan, MarkedRead.Kind.COMPARE))
        .map(
            done ->
                partly(
                    plan,
                    plan.isPartial() ? done.differing() : done.rows(),
                    attempt,
                    done.snapshot(),
                    start));
  }

  /** Takes every table of the group as far as it comes. */
  private Map<TablePlan.Load, Attempted<LoadOutcome>> attempt(
      List<TablePlan.Load> group, int attempt, Instant start) {
    List<Attempted<PreparedTable>> prepared =
        group.stream().map(plan -> Attempted.at(() -> prepare(plan))).toList();
    List<Attempted<WrittenTable>> written = rows.write(prepared);
    Map<TablePlan.Load, Attempted<LoadOutcome>> outcomes = new LinkedHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      outcomes.put(group.get(i), written.get(i).then(table -> publish(table, attempt, start)));
    }
    return outcomes;
  }

  private PreparedTable prepare(TablePlan.Load plan) {
    LoadTarget target = replacement.prepare(plan);
    boolean readsBack = loadOf(plan).verification() == LoadVerification.CHECKSUM;
    return new PreparedTable(plan, target, target.files(plan.mapping().lakeSchema(), readsBack));
  }

  private TableLoad loadOf(TablePlan.Load plan) {
    return run.request().loadOf(plan.route().source());
  }

  private LoadOutcome publish(WrittenTable table, int attempt, Instant start) {
    try (TableLog about = TableLog.of(table.plan().route().source())) {
      return published(table, attempt, start);
    }
  }

  private LoadOutcome published(WrittenTable table, int attempt, Instant start) {
    boolean isEmpty = table.sent().rows() == 0 && table.target().isNew();
    if (isEmpty && loadOf(table.plan()).skipsEmpty()) {
      table.discard();
      // No row may also mean that all of them were moved away from where they were looked for.
      assertWhole(table);
      return new LoadOutcome.Skipped(TableStatus.EMPTY);
    }
    verify(table);
    long snapshot = swap.commit(table);
    Duration took = Duration.between(start, run.now());
    LOG.info(
        "Loaded {} rows into {}, snapshot {}, {} ms",
        table.sent().rows(),
        table.plan().route().target(),
        snapshot,
        took.toMillis());
    LargeRows.findWarning(table.plan().mapping(), table.sent().largest()).ifPresent(LOG::warn);
    return new LoadOutcome.Loaded(
        table.sent().rows(), table.bytes(), table.parts().size(), attempt - 1, snapshot, took);
  }

  /** What breaks off a look does not take away what was read. */
  private void assertWhole(WrittenTable table) {
    run.retry()
        .whileTrue(session::isAlive)
        .perform(
            "look at " + table.plan().route().source(),
            () -> session.assertWhole(table.plan().mapping(), table.plan().splits()));
  }

  private void verify(WrittenTable table) {
    try {
      table.verify();
      FaultPoint.reached("load.verify", table.plan().route().source().name());
      assertWhole(table);
    } catch (Exception e) {
      // Nothing was committed yet, so nobody else can refer to them.
      table.discard();
      throw Failures.unchecked(e);
    }
  }
}
