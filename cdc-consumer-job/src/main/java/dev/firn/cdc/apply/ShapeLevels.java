package dev.firn.cdc.apply;

import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.sink.shape.Level;
import dev.firn.cdc.sink.shape.ShapeSink;
import dev.firn.cdc.tables.Sinks;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.LoadTarget;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the shapes of a table level with its mirror: a shape that is new, whose mirror was loaded
 * since, or that was left out for a time.
 *
 * <p>The rows and the ledger of one snapshot of the mirror go into the shape in one commit; then
 * the mirror notes that the shape is level with it. A load ends that note, and so does a commit of
 * the stream that goes by without the shape. Whatever is killed in between is done again.
 */
final class ShapeLevels {

  private static final Logger LOG = LoggerFactory.getLogger(ShapeLevels.class);

  private final LakeTables lake;
  private final Sinks sinks;
  private final String runId;

  /** Tables that this run has met; if one is recreated from then on, its progress tells. */
  private final Set<LakeTableId> there = ConcurrentHashMap.newKeySet();

  ShapeLevels(LakeTables lake, Sinks sinks, String runId) {
    this.lake = lake;
    this.sinks = sinks;
    this.runId = runId;
  }

  /**
   * What is to be noted in the mirror by a commit that shapes are not followed with; or nothing.
   */
  Optional<String> ended(CapturedTable captured, LakeTable mirror) {
    TreeSet<String> followed = names(sinks.shapes(captured));
    TreeSet<String> held = new TreeSet<>(mirror.state().levelShapes());
    if (followed.containsAll(held)) {
      return Optional.empty();
    }
    held.retainAll(followed);
    return Optional.of(held.isEmpty() ? TableProperty.REMOVED : String.join(" ", held));
  }

  private static TreeSet<String> names(List<ShapeSink> shapes) {
    TreeSet<String> names = new TreeSet<>();
    shapes.forEach(sink -> names.add(sink.shape().key()));
    return names;
  }

  /** True if a shape of the table is not level with it. */
  boolean areDue(CapturedTable captured, LakeTable mirror) {
    return sinks.shapes(captured).stream().anyMatch(sink -> isDue(sink, captured, mirror));
  }

  /**
   * @param captured the mirror, with a contract by which it is read
   * @param mirror as it was opened
   * @return true if something was done, so that the mirror is to be opened again
   */
  boolean bring(CapturedTable captured, LakeTable mirror, String topic) {
    List<ShapeSink> due =
        sinks.shapes(captured).stream().filter(sink -> isDue(sink, captured, mirror)).toList();
    if (due.isEmpty()) {
      return false;
    }
    HeldContract.requireSame(mirror, captured);
    due.forEach(sink -> bring(sink, captured, mirror, topic));
    FaultPoint.reached("stream.level.note", captured.id().name());
    TreeSet<String> level = names(due);
    level.addAll(mirror.state().levelShapes());
    TableState then = mirror.state();
    mirror
        .alter()
        .requiring(now -> requireUnmoved(captured, then, now))
        .setProperties(Map.of(TableProperty.SHAPES, String.join(" ", level)));
    return true;
  }

  private boolean isDue(ShapeSink sink, CapturedTable captured, LakeTable mirror) {
    return !mirror.state().levelShapes().contains(sink.shape().key())
        || !isThere(captured.in(sink.target(captured)));
  }

  /** A table that somebody has dropped, and one that was made and not filled, have no ledger. */
  private boolean isThere(CapturedTable target) {
    if (there.contains(target.id())) {
      return true;
    }
    boolean isThere =
        lake.find(target.id())
            .flatMap(table -> table.state().findLedger(target.stream()))
            .isPresent();
    if (isThere) {
      there.add(target.id());
    }
    return isThere;
  }

  /** What is level with another load is not level. */
  private static void requireUnmoved(CapturedTable captured, TableState then, TableState now) {
    HeldContract.requireUnmoved(captured, then, now);
  }

  private void bring(ShapeSink sink, CapturedTable captured, LakeTable mirror, String topic) {
    CapturedTable target = captured.in(sink.target(captured));
    String stream = captured.stream();
    LakeTable own = sink.open(lake, target);
    FaultPoint.reached("stream.level.before", target.id().name());
    TableState loaded = mirror.state();
    Optional<Ledger> applied = loaded.findLedger(stream);
    Optional<Ledger> held =
        own.state().findLedger(stream).filter(ledger -> ledger.tableId().equals(own.uuid()));
    Instant at = at(mirror, applied, held);
    Ledger ledger =
        sink.levelled(held, applied.orElse(Ledger.empty(topic)))
            .of("", own.uuid())
            .committedUpTo(at.toEpochMilli());
    Map<String, String> properties = new HashMap<>(sink.ended(target));
    properties.put(TableProperty.ledger(stream), ledger.toJson());
    for (String taken :
        List.of(
            TableProperty.READ_POINT,
            TableProperty.LOAD_RUN,
            TableProperty.LENIENCY,
            TableProperty.begun(stream))) {
      properties.put(taken, mirror.findProperty(taken).orElse(TableProperty.REMOVED));
    }
    String position =
        applied
            .map(Ledger::position)
            .filter(text -> !text.isEmpty())
            .orElse(loaded.findReadPoint().map(point -> point.position().text()).orElse(""));
    long snapshot =
        sink.level(target, own, new Level(mirror, position, at))
            .publish(
                own,
                new Publication(
                    Branch.STREAM_PREFIX + "level_" + runId,
                    summary(mirror, stream, ledger),
                    properties));
    LOG.info(
        "Brought {} level with {}, snapshot {} with snapshot {}",
        target.id(),
        captured.id(),
        snapshot,
        mirror.snapshotId());
  }

  /** A shape of rows that were loaded since a ledger was written is as much a load as they are. */
  private static Map<String, String> summary(LakeTable mirror, String stream, Ledger ledger) {
    String property = TableProperty.ledger(stream);
    return mirror.isLoadedAfter(property)
        ? Map.of(LoadTarget.ATTEMPT, UUID.randomUUID().toString())
        : Map.of(property, ledger.toJson());
  }

  /** When the mirror came to be as it is; not before anything that the shape has. */
  private static Instant at(LakeTable mirror, Optional<Ledger> applied, Optional<Ledger> held) {
    long millis =
        Math.max(
            applied.map(Ledger::committed).orElse(-1L),
            mirror
                .state()
                .findReadPoint()
                .map(ReadPoint::takenAt)
                .map(Instant::toEpochMilli)
                .orElse(-1L));
    boolean isUntold =
        applied.filter(ledger -> ledger.committed() < 0 && ledger.events() > 0).isPresent();
    if (isUntold || millis < 0) {
      millis = Math.max(millis, mirror.publishedAt().toEpochMilli());
    }
    return Instant.ofEpochMilli(Math.max(millis, held.map(Ledger::committed).orElse(-1L)));
  }
}
