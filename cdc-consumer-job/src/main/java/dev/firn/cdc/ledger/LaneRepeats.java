package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.ConnectorRuns;
import dev.firn.cdc.decode.Fingerprint;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the events of one lane of a Kafka partition that a connector has sent before.
 *
 * <p>When its task begins again, Debezium sends once more what follows the offset that it had
 * stored, in the same order. So what is not behind the last place in the source's order was seen.
 * The rows that one statement writes at once have one place, and the task may begin again in the
 * midst of them: those are told by their keys, and without a key by their order.
 */
final class LaneRepeats {

  private final SourceOrder order;
  private final ConnectorRuns runs;

  /** The run that was seen repeating what is before the last place. */
  private String repeating = "";

  private boolean wentBack;

  /** The run that repeats what is at the last place, and how much of it. */
  private String matching = "";

  private int matched;
  private int toMatch;

  LaneRepeats(SourceOrder order, ConnectorRuns runs) {
    this.order = order;
    this.runs = runs;
  }

  /** How far the lane is. */
  SourceOrder order() {
    return order;
  }

  /**
   * To be asked of every event that the load has not seen, in the order of the partition.
   *
   * @param events of the partition
   * @param at which of them, one of this lane
   * @throws UnknownOrderException if nobody can tell
   */
  boolean isRepeat(List<? extends Placed> events, int at) {
    Placed event = events.get(at);
    LogPlace place = event.place().log();
    if (place == null || isRead(event)) {
      return false;
    }
    LogPlace last = order.last;
    if (last == null) {
      if (place.position() != -1 && place.namesTransaction()) {
        moveTo(event, place);
      }
      return false;
    }
    SourceLog.Order stands = order(place, last);
    if (stands == SourceLog.Order.UNKNOWN) {
      if (place.position() != -1 && place.namesTransaction()) {
        requireYounger(event.place());
        order.note(event.place(), place);
      }
      return false;
    }
    if (stands == SourceLog.Order.BESIDE) {
      stands =
          order.wasBeside(event.place(), place) ? SourceLog.Order.BEFORE : SourceLog.Order.AFTER;
    }
    if (stands == SourceLog.Order.AFTER) {
      SourceLog.Order toLast = place.order(last);
      if (toLast == SourceLog.Order.AFTER || toLast == SourceLog.Order.BESIDE) {
        moveTo(event, place);
      } else {
        order.note(event.place(), place);
      }
      return false;
    }
    boolean repeat = stands == SourceLog.Order.BEFORE || isRepeatAtLast(events, at);
    if (!repeat) {
      order.join(event, place);
      return false;
    }
    if (order.youngest >= 0 && event.place().sourceMillis() > order.youngest) {
      throw new UnknownOrderException(
          event.place(),
          "it stands before "
              + last.text()
              + ", which was applied, and was committed after it: the source's log is another one, of"
              + " a restored or another server");
    }
    if (stands == SourceLog.Order.BEFORE) {
      repeating = runOf(event);
      wentBack = true;
    }
    return true;
  }

  /** What was sent before is no younger than the youngest; what is no younger may be new. */
  private void requireYounger(EventPlace place) {
    if (place.sourceMillis() <= order.youngest) {
      throw new UnknownOrderException(
          place,
          "the connector has begun without its stored offsets, and nothing tells whether it has sent"
              + " this before");
    }
  }

  /** The first transaction of a connector without offsets is compared with itself only. */
  private SourceLog.Order order(LogPlace place, LogPlace last) {
    LogPlace first = order.first;
    if (first == null || place.sharesTransaction(last) || !place.sharesTransaction(first)) {
      return place.order(last);
    }
    return place.order(first) == SourceLog.Order.AFTER
        ? SourceLog.Order.AFTER
        : SourceLog.Order.BEFORE;
  }

  private void moveTo(Placed event, LogPlace place) {
    order.move(event, place);
    order.run = runOf(event);
    wentBack = false;
    matching = "";
  }

  private boolean isRepeatAtLast(List<? extends Placed> events, int at) {
    Placed event = events.get(at);
    String run = runOf(event);
    boolean goesOn = run.equals(order.run) && !(run.isEmpty() && wentBack);
    if (goesOn && !(run.isEmpty() && hasKey(event))) {
      return false;
    }
    if (hasKey(event)) {
      boolean repeat = order.fingerprints().contains(Fingerprint.of(event));
      if (!repeat) {
        order.run = run;
      }
      return repeat;
    }
    if (!run.equals(matching) || toMatch == 0) {
      matching = run;
      matched = run.equals(repeating) && wentBack ? 0 : begin(events, at, run);
      toMatch = order.fingerprints().size();
    }
    if (matched < toMatch) {
      matched++;
      return true;
    }
    order.run = run;
    return false;
  }

  /**
   * How many of the events at the last place the run has left out at its beginning.
   *
   * @throws UnknownOrderException if equal rows allow of more than one answer
   */
  private int begin(List<? extends Placed> events, int at, String run) {
    List<Long> known = order.fingerprints();
    List<Long> sent =
        events.subList(at, events.size()).stream()
            .takeWhile(event -> isAtLast(event) && runOf(event).equals(run))
            .map(Fingerprint::of)
            .toList();
    for (int left = 0; left < known.size(); left++) {
      int common = Math.min(sent.size(), known.size() - left);
      if (known.subList(left, left + common).equals(sent.subList(0, common))) {
        requireDifferent(known, sent.subList(common, sent.size()), events.get(at).place());
        return left;
      }
    }
    return known.size();
  }

  private static void requireDifferent(List<Long> known, List<Long> more, EventPlace at) {
    Set<Long> different = new HashSet<>(known);
    different.addAll(more);
    if (different.size() < known.size() + more.size()) {
      throw new UnknownOrderException(
          at,
          "the connector has begun again in the midst of rows that were written at once, as one"
              + " COPY of PostgreSQL does, of which"
              + " some are equal, so nobody can tell which of them it has sent before");
    }
  }

  private boolean isAtLast(Placed event) {
    LogPlace place = event.place().log();
    LogPlace last = order.last;
    return place != null && last != null && place.order(last) == SourceLog.Order.SAME;
  }

  private String runOf(Placed event) {
    return runs.of(event.place().partition(), event.place().offset());
  }

  private static boolean hasKey(Placed event) {
    return event instanceof Change change && change.key() != null;
  }

  /** What a connector reads of a table tells how the row is, wherever it stands. */
  private static boolean isRead(Placed event) {
    return event instanceof Change change && change.operation() == ChangeOperation.READ;
  }
}
