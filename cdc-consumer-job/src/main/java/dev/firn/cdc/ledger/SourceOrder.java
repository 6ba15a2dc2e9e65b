package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.Fingerprint;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a table is with a Kafka partition in the source's own order, by which what a connector
 * sends again under new offsets is told from what is new.
 */
final class SourceOrder {

  private static final String NOTHING = "-";
  private static final String BESIDE = ";";

  /** Where the last event stood that was new; null if none said it. */
  @Nullable LogPlace last;

  /** Likewise of the first transaction of a connector without stored offsets. */
  @Nullable LogPlace first;

  /** When the source committed the youngest of them, milliseconds since 1970. */
  long youngest = -1;

  /** The connector's run that has sent what stands at the last place; empty if nothing says it. */
  String run = "";

  /** What stands at the last place, in its order. */
  private final List<Long> known = new ArrayList<>();

  /** What follows there, and has no fingerprint yet because hardly ever somebody asks for it. */
  private final List<Placed> more = new ArrayList<>();

  /** Where other transactions ended that were committed at the last position, before the last. */
  private final List<LogPlace> beside = new ArrayList<>();

  /** Nothing was seen yet. */
  SourceOrder() {}

  /**
   * True if an event of another transaction than the last, which was committed at the same
   * position, was seen.
   *
   * @throws UnknownOrderException if its transaction was, and it was not
   */
  boolean wasBeside(EventPlace at, LogPlace place) {
    for (LogPlace other : beside) {
      if (place.sharesTransaction(other)) {
        if (place.order(other) == SourceLog.Order.AFTER) {
          throw new UnknownOrderException(
              at,
              "its transaction goes on behind another that was committed at the same "
                  + place.log().positionName()
                  + ", which no connector was seen to send");
        }
        return true;
      }
    }
    return false;
  }

  /** Takes the event for new. */
  void move(Placed event, LogPlace place) {
    known.clear();
    more.clear();
    LogPlace before = last;
    if (before != null && place.order(before) == SourceLog.Order.BESIDE) {
      beside.add(before);
    } else if (before == null || before.committed() != place.committed()) {
      beside.clear();
    }
    last = place;
    join(event, place);
  }

  /** Takes the event for new, at the place where others are already. */
  void join(Placed event, LogPlace place) {
    more.add(event);
    note(event.place(), place);
  }

  /** Keeps where the first transaction of a connector without offsets is, and the time. */
  void note(EventPlace at, LogPlace place) {
    if (!place.namesCommit() || (first != null && place.sharesTransaction(first))) {
      first = place;
    }
    youngest = Math.max(youngest, at.sourceMillis());
  }

  /** Of everything at the last place. */
  List<Long> fingerprints() {
    more.forEach(event -> known.add(Fingerprint.of(event)));
    more.clear();
    return known;
  }

  /** For the ledger. */
  String text() {
    String text =
        String.join(
            " ",
            last == null ? NOTHING : last.stored(),
            first == null ? NOTHING : first.stored(),
            Long.toString(youngest),
            run.isEmpty() ? NOTHING : run,
            fingerprints().stream().map(Long::toHexString).collect(Collectors.joining(",")));
    return beside.isEmpty()
        ? text
        : text + beside.stream().map(LogPlace::stored).collect(Collectors.joining(BESIDE, " ", ""));
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  static SourceOrder parse(SourceLog log, String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 5 && parts.length != 6) {
      throw new IllegalArgumentException("No place in a source's order: \"" + text + "\"");
    }
    SourceOrder order = new SourceOrder();
    order.last = parts[0].equals(NOTHING) ? null : LogPlace.stored(log, parts[0]);
    order.first = parts[1].equals(NOTHING) ? null : LogPlace.stored(log, parts[1]);
    order.youngest = Long.parseLong(parts[2]);
    order.run = parts[3].equals(NOTHING) ? "" : parts[3];
    Arrays.stream(parts[4].split(",", -1))
        .filter(print -> !print.isEmpty())
        .forEach(print -> order.known.add(Long.parseUnsignedLong(print, 16)));
    if (parts.length == 6) {
      Arrays.stream(parts[5].split(BESIDE, -1))
          .forEach(place -> order.beside.add(LogPlace.stored(log, place)));
    }
    return order;
  }
}
