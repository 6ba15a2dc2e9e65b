package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.ConnectorRuns;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.Placed;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of a Kafka partition that a connector has sent before, by the orders in which
 * the source commits.
 *
 * <p>Where several servers write into one database, each has an order of its own, and events are
 * compared with those of their own. A commit that comes behind a later one of another server is
 * none that was sent before, but what it has changed was perhaps changed again by what came first.
 */
public final class RepeatedEvents {

  private static final String BETWEEN_LANES = "|";

  private final ConnectorRuns runs;
  private final Map<Long, LaneRepeats> lanes = new TreeMap<>();

  /** What everything that is asked about follows; null if nothing is known of what was before. */
  private @Nullable LogPlace beginning;

  private RepeatedEvents(ConnectorRuns runs) {
    this.runs = runs;
  }

  /**
   * For what follows in a partition.
   *
   * @param before what {@link #text()} has said of what was before; null if nothing was
   * @throws IllegalArgumentException if it has not said that
   */
  static RepeatedEvents after(SourceLog log, @Nullable String before, ConnectorRuns runs) {
    RepeatedEvents repeated = new RepeatedEvents(runs);
    if (before != null) {
      Arrays.stream(before.split(Pattern.quote(BETWEEN_LANES), -1))
          .map(order -> SourceOrder.parse(log, order))
          .forEach(repeated::add);
    }
    return repeated;
  }

  /** For what follows an event in its partition, one after the other. */
  public static RepeatedEvents following(Change first) {
    RepeatedEvents repeated = new RepeatedEvents(new ConnectorRuns());
    LogPlace place = first.place().log();
    if (place != null && place.position() != -1 && place.namesTransaction()) {
      SourceOrder order = new SourceOrder();
      order.move(first, place);
      repeated.add(order);
      repeated.beginning = place;
    }
    return repeated;
  }

  private void add(SourceOrder order) {
    LogPlace last = order.last;
    lanes.put(last == null ? 0 : last.lane(), new LaneRepeats(order, runs));
  }

  /**
   * To be asked of each event that follows.
   *
   * @param run of the connector that has sent it, as its header says
   * @throws UndecodableException if nobody can tell
   */
  public boolean isRepeat(Change next, byte @Nullable [] run) {
    runs.seen(next.place().partition(), next.place().offset(), run);
    try {
      return isRepeat(List.of(next), 0);
    } catch (UnknownOrderException e) {
      throw new UndecodableException(
              ErrorCode.EARLIER_EVENT_IS_MISSING, String.valueOf(e.getMessage()))
          .at(next.place());
    }
  }

  /**
   * To be asked of every event that the load has not seen, in the order of the partition.
   *
   * @param events of the partition
   * @param at which of them
   * @throws UnknownOrderException if nobody can tell
   */
  boolean isRepeat(List<? extends Placed> events, int at) {
    Placed event = events.get(at);
    LogPlace place = event.place().log();
    long lane = place == null ? 0 : place.lane();
    LaneRepeats own = lanes.get(lane);
    if (own == null) {
      LogPlace first = beginning;
      if (first != null && place != null && place.order(first) == SourceLog.Order.BEFORE) {
        return true;
      }
      own = new LaneRepeats(new SourceOrder(), runs);
      lanes.put(lane, own);
    }
    boolean repeat = own.isRepeat(events, at);
    if (!repeat && place != null && lanes.size() > 1) {
      requireBehindOthers(event, place, own);
    }
    return repeat;
  }

  /** Rows are changed in the order of commits, whichever server commits. */
  private void requireBehindOthers(Placed event, LogPlace place, LaneRepeats own) {
    for (LaneRepeats other : lanes.values()) {
      LogPlace last = other.order().last;
      if (other != own && last != null && place.order(last) == SourceLog.Order.BEFORE) {
        throw new UnknownOrderException(
            event.place(),
            "it was committed before %s %s, which another server of the same database has committed and which the connector has sent first"
                .formatted(place.log().positionName(), last.text()));
      }
    }
  }

  /** For the ledger. */
  String text() {
    return lanes.values().stream()
        .map(lane -> lane.order().text())
        .collect(Collectors.joining(BETWEEN_LANES));
  }
}
