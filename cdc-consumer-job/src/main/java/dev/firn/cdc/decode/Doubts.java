package dev.firn.cdc.decode;

import dev.firn.cdc.event.EventPlace;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a table's events do not say for certain, each with the last event of a Kafka partition that
 * leaves it open. The events before that one in the partition were committed before it, so if it is
 * no news, they are none.
 */
public final class Doubts implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Map<Integer, EventPlace> unproven = new HashMap<>();
  private final Map<String, Map<Integer, EventPlace>> lacking = new TreeMap<>();
  private boolean silent;

  /** An event that does not say that its connector has Firn's settings. */
  void isUnproven(EventPlace place) {
    unproven.merge(place.partition(), place, Doubts::later);
  }

  /** An event without a column that the table should have had by then. */
  void lacks(String column, EventPlace place) {
    lacking
        .computeIfAbsent(column, name -> new HashMap<>())
        .merge(place.partition(), place, Doubts::later);
  }

  void addAll(Doubts others) {
    others.unproven.values().forEach(this::isUnproven);
    others.lacking.forEach((column, places) -> places.values().forEach(at -> lacks(column, at)));
  }

  /** An event that does not prove its settings, if there is one among those that are meant. */
  public Optional<EventPlace> findUnproven(Predicate<EventPlace> isMeant) {
    return unproven.values().stream().filter(isMeant).findFirst();
  }

  /** A column that events lack, if there is one among those that are meant. */
  public Optional<String> findLacking(Predicate<EventPlace> isMeant) {
    return lacking.entrySet().stream()
        .filter(column -> column.getValue().values().stream().anyMatch(isMeant))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** A column that the source has no more is not missing. */
  public void settle(Collection<String> columns) {
    lacking.keySet().retainAll(columns);
  }

  /** Notes that the source did not say which columns it has by now. */
  public void catalogIsSilent() {
    silent = true;
  }

  /** True if a column that events lack is one that the source has. */
  public boolean isCatalogKnown() {
    return !silent;
  }

  private static EventPlace later(EventPlace one, EventPlace other) {
    return one.offset() > other.offset() ? one : other;
  }
}
