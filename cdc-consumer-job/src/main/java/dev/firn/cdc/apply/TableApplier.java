package dev.firn.cdc.apply;

import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.ledger.FreshChanges;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.ledger.TableProgress;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.PartitionOrder;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.sink.shape.ShapeSink;
import dev.firn.cdc.tables.Sinks;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.DatabaseKind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a batch to a table in each of its sinks, and advances the sink's ledger in the same
 * commit.
 *
 * <p>If somebody else moves the table in between, the commit fails and everything is done again
 * from the ledger that is there now.
 */
public final class TableApplier {

  /** Between choices, in a property. */
  private static final String AND = ", ";

  private static final Logger LOG = LoggerFactory.getLogger(TableApplier.class);
  private static final RetryPolicy LOST_RACES =
      new RetryPolicy(5, Duration.ofMillis(50), 2, Duration.ofSeconds(1));

  private final LakeTables lake;
  private final Sinks sinks;
  private final RunProgress progress;
  private final DeadLetters deadLetters;
  private final Clock clock;
  private final ShapeLevels levels;
  private final Retry retry = new Retry(LOST_RACES);

  public TableApplier(
      LakeTables lake, Sinks sinks, RunProgress progress, DeadLetters deadLetters, Clock clock) {
    this.lake = lake;
    this.sinks = sinks;
    this.progress = progress;
    this.deadLetters = deadLetters;
    this.clock = clock;
    this.levels = new ShapeLevels(lake, sinks, progress.run().runId());
  }

  /** To be called when the stream begins at the ledgers. */
  void begin() {
    progress.begin();
  }

  /** True if the table has shapes beside its mirror. */
  boolean hasShapes(CapturedTable captured) {
    return !sinks.shapes(captured).isEmpty();
  }

  /**
   * Brings the shapes of a table level with it, so that all of them go by ledgers; to be called
   * before the stream is planned.
   */
  void level(CapturedTable captured, String topic) {
    retry.run(
        "bring the shapes of " + captured.id() + " level with it",
        attempt ->
            LostRaceException.whileReading(
                captured.id(),
                () ->
                    lake.find(captured.id())
                        .filter(table -> table.state().findGap().isEmpty())
                        .filter(table -> !table.isSetBack())
                        .map(table -> levels.bring(captured, table, topic))
                        .orElse(false)));
  }

  /**
   * @return what the batch did to the first of the table's sinks
   * @throws dev.firn.error.DataGapException if events are missing, or nobody knows their order
   * @throws dev.firn.error.FencedException if a newer consumer follows the source
   * @throws dev.firn.error.DriftException if the table's policy refuses a change
   * @throws dev.firn.error.DeadLetterLimitException if the source has too many dead letters
   */
  public ApplyOutcome apply(CapturedTable captured, String topic, DecodedChanges decoded) {
    List<ChangeSink> through = sinks.of(captured);
    ApplyOutcome first = apply(through.get(0), captured, topic, decoded);
    through
        .subList(1, through.size())
        .forEach(sink -> apply(sink, captured, topic, decoded.withoutDeadLetters()));
    return first;
  }

  private ApplyOutcome apply(
      ChangeSink sink, CapturedTable captured, String topic, DecodedChanges decoded) {
    CapturedTable target = captured.in(sink.target(captured));
    return retry.run(
        "apply a batch to " + target.id(),
        attempt -> {
          if (attempt > 1) {
            Metrics.ofProcess().count(Metric.RETRIES, "lost_race");
          }
          return LostRaceException.whileReading(
              target.id(), () -> attempt(sink, target, topic, decoded));
        });
  }

  private ApplyOutcome attempt(
      ChangeSink sink, CapturedTable target, String topic, DecodedChanges decoded) {
    String name = target.id().name();
    FaultPoint.reached("stream.table.before", name);
    LakeTable table = sink.open(lake, target);
    HeldContract.requireWhole(target, table);
    requireColumns(target, table);
    if (!(sink instanceof ShapeSink) && levels.areDue(target, table)) {
      // A table that was set back is planned anew, and its shapes before that.
      TableProgress unused = progress.of(table, topic);
      levels.bring(target, table, topic);
      table = sink.open(lake, target);
    }
    requireLeniency(target, table);
    table.findOthersChange().ifPresent(change -> warnOf(target, change));
    TableProgress before = progress.of(table, topic);
    deadLetters.admit(table);
    FreshChanges fresh = before.fresh(decoded, target.mapping());
    progress.requireCertain(target, before, decoded.doubts());
    warnOf(target, fresh.order());
    AppliedCounts counts = new AppliedCounts(name, Metrics.ofProcess());
    if (fresh.isEmpty() && before.holds(decoded)) {
      counts.skipped(fresh);
      return new ApplyOutcome.AlreadyApplied();
    }
    fresh.requireOwnNames(target);
    TableProgress after = before.after(decoded, fresh);
    new PartitionOrder(topic, after.topic().partitions())
        .requireIrrelevant(sink, target, fresh.changes());
    FaultPoint.reached("stream.letters.before", name);
    String letters = deadLetters.stage(target.mapping().source(), fresh.deadLetters());
    PreparedChanges changes = sink.prepare(target, fresh.changes(), table);
    FaultPoint.reached("stream.branch.before", name);
    long snapshot = changes.publish(table, publication(target, table, after, letters));
    counts.published(fresh, decoded, clock.instant());
    progress.reached(after);
    FaultPoint.reached("stream.admit.before", name);
    deadLetters.admit(table, letters);
    return applied(target, after, fresh, snapshot);
  }

  /** Nobody tells of what is done to a lake table by others. */
  private static void requireColumns(CapturedTable target, LakeTable table) {
    table
        .findOther(target.mapping().lakeSchema())
        .ifPresent(
            other -> {
              throw StreamErrors.lakeTableIsAltered(target, other);
            });
  }

  private static void warnOf(CapturedTable target, String othersChange) {
    LOG.warn(
        "Somebody else has changed rows of {} ({}), so they may differ from those of {}. Compare them"
            + " with firn validate --level rows",
        target.id(),
        othersChange,
        target.mapping().source());
  }

  private static void warnOf(CapturedTable target, FreshChanges.Order order) {
    if (order.repeats() > 0) {
      LOG.info(
          "The connector has sent {} events of {} once more; they are dropped",
          order.repeats(),
          target.id());
    }
  }

  private Publication publication(
      CapturedTable target, LakeTable table, TableProgress after, String letters) {
    Publication publication =
        levels
            .ended(target, table)
            .map(level -> unshaped(after, letters).with(TableProperty.SHAPES, level))
            .orElse(unshaped(after, letters));
    List<String> lenient = leniency(target);
    return lenient.isEmpty()
        ? publication
        : publication.with(TableProperty.LENIENCY, String.join(AND, lenient));
  }

  private Publication unshaped(TableProgress after, String letters) {
    return new Publication(Branch.STREAM_PREFIX + after.run().runId(), after.published())
        .with(deadLetters.property(), letters);
  }

  private static List<String> leniency(CapturedTable target) {
    return target.policy().leniency(target.mapping().hasKey()).entrySet().stream()
        .map(choice -> choice.getKey() + ": " + choice.getValue())
        .toList();
  }

  /** What is stricter now was not always so, and the rows are still those of before. */
  private static void requireLeniency(CapturedTable target, LakeTable table) {
    table
        .state()
        .findLeniency()
        .filter(before -> !leniency(target).containsAll(List.of(before.split(AND, -1))))
        .ifPresent(
            before -> {
              throw StreamErrors.tableWasLenient(target, before);
            });
  }

  private ApplyOutcome applied(
      CapturedTable target, TableProgress after, FreshChanges fresh, long snapshot) {
    LOG.info(
        "Merged {} changes into {}, snapshot {}, {} {}, lag {}",
        fresh.changes().size(),
        target.id(),
        snapshot,
        DatabaseKind.of(target.mapping().database()).log().positionName(),
        after.ledger().position(),
        fresh.lag(clock.instant()));
    return new ApplyOutcome.Applied(
        fresh.changes().size(),
        after.ledger().events(),
        after.ledger().position(),
        snapshot,
        fresh.committed());
  }
}
