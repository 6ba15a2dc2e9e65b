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

  /** Nothing was seen yet. */
  SourceOrder() {}

  /** Takes the event for new. */
  void move(Placed event, LogPlace place) {
    known.clear();
    more.clear();
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
    return String.join(
        " ",
        last == null ? NOTHING : last.stored(),
        first == null ? NOTHING : first.stored(),
        Long.toString(youngest),
        run.isEmpty() ? NOTHING : run,
        fingerprints().stream().map(Long::toHexString).collect(Collectors.joining(",")));
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  static SourceOrder parse(SourceLog log, String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 5) {
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
    return order;
  }
}
