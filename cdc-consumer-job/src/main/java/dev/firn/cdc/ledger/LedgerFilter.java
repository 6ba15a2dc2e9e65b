package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Drops what the table holds already: events below its ledger, what its load has seen, and what the
 * connector has sent before under other offsets.
 */
public final class LedgerFilter {

  private final Ledger ledger;
  private final @Nullable ReadPoint readPoint;
  private final SourceLog log;
  private final Predicate<Placed> ordered;
  private final boolean isKeyed;

  /**
   * @param readPoint null if the table was not loaded, so that every event is news to it
   * @param log of the table's source
   * @param ordered true of events that come in the order in which the connector has sent them
   * @param isKeyed true if rows have keys, so that applying what the load has seen, in its order,
   *     ends in the same rows
   */
  LedgerFilter(
      Ledger ledger,
      @Nullable ReadPoint readPoint,
      SourceLog log,
      Predicate<Placed> ordered,
      boolean isKeyed) {
    this.ledger = ledger;
    this.readPoint = readPoint;
    this.log = log;
    this.ordered = ordered;
    this.isKeyed = isKeyed;
  }

  /** True if the load of the table has not seen the event, whatever was applied to it since. */
  public static boolean isAfterLoad(LakeTable table, EventPlace place) {
    return !place.isSeenBy(table.state().findReadPoint().orElse(null));
  }

  /**
   * @throws UnknownOrderException if nobody can tell what was sent before
   */
  FreshChanges filter(DecodedChanges decoded) {
    List<Change> changes = decoded.changes().stream().filter(this::isNews).toList();
    if (!isKeyed && readPoint != null) {
      requireKnown(changes, readPoint);
    }
    List<DeadLetter> letters = decoded.deadLetters().stream().filter(this::isNews).toList();
    Set<Placed> repeats = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<Integer, String> order = new HashMap<>();
    for (Map.Entry<Integer, List<Placed>> events : byPartition(changes, letters).entrySet()) {
      RepeatedEvents repeated =
          RepeatedEvents.after(log, ledger.order().get(events.getKey()), decoded.runs());
      for (int i = 0; i < events.getValue().size(); i++) {
        if (repeated.isRepeat(events.getValue(), i)) {
          repeats.add(events.getValue().get(i));
        }
      }
      order.put(events.getKey(), repeated.text());
    }
    return new FreshChanges(
        without(repeats, changes),
        without(repeats, letters),
        new FreshChanges.Order(order, repeats.size()),
        skipped(decoded));
  }

  private FreshChanges.Skipped skipped(DecodedChanges decoded) {
    int applied = 0;
    int loaded = 0;
    for (EventPlace place : decoded.places().toList()) {
      if (ledger.holds(place.partition(), place.offset())) {
        applied++;
      } else if (place.isSeenBy(readPoint)) {
        loaded++;
      }
    }
    return new FreshChanges.Skipped(applied, loaded);
  }

  private static <E extends Placed> List<E> without(Set<Placed> repeats, List<E> events) {
    return repeats.isEmpty()
        ? events
        : events.stream().filter(event -> !repeats.contains(event)).toList();
  }

  /** What may be compared in the source's order. */
  private Map<Integer, List<Placed>> byPartition(List<Change> changes, List<DeadLetter> letters) {
    Map<Integer, List<Placed>> partitions = new TreeMap<>();
    for (Change change : changes) {
      add(change, partitions);
    }
    if (!letters.isEmpty()) {
      letters.forEach(letter -> add(letter, partitions));
      partitions
          .values()
          .forEach(
              events -> events.sort(Comparator.comparingLong(event -> event.place().offset())));
    }
    return partitions;
  }

  private void add(Placed event, Map<Integer, List<Placed>> partitions) {
    if (ordered.test(event)) {
      partitions
          .computeIfAbsent(event.place().partition(), partition -> new ArrayList<>())
          .add(event);
    }
  }

  /** A row without a key that is written again is there twice. */
  private static void requireKnown(List<Change> changes, ReadPoint load) {
    changes.stream()
        .map(Change::place)
        .filter(place -> !place.isKnownTo(load))
        .findFirst()
        .ifPresent(
            place -> {
              throw new UnknownOrderException(
                  place,
                  "it does not say enough of its place in the source's log to know whether the load"
                      + " has seen it, and without a key its row would be there twice. Have the"
                      + " connector send all of \"source\"");
            });
  }

  private boolean isNews(Placed event) {
    EventPlace place = event.place();
    return !ledger.holds(place.partition(), place.offset()) && !place.isSeenBy(readPoint);
  }
}
