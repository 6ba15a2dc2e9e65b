package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.model.LogPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One table's part of a batch, decoded: possibly repeated, possibly old.
 *
 * @param changes in the order in which they take effect
 * @param ends per Kafka partition, the offset up to which the topic was read
 * @param unknownFields columns that events carried and the contract does not know
 * @param unfitNumbers by column, what numbers need that its chosen size does not hold
 * @param lookalikes values that may have been others at the source
 * @param runs who has sent the events
 * @param doubts what the events do not say for certain
 */
public record DecodedChanges(
    List<Change> changes,
    Map<Integer, Long> ends,
    Set<String> unknownFields,
    List<DeadLetter> deadLetters,
    Map<String, UnfitNumber> unfitNumbers,
    Set<AmbiguousValue> lookalikes,
    ConnectorRuns runs,
    Doubts doubts) {

  /** Of a table that no event speaks of. */
  public static final DecodedChanges NONE =
      new DecodedChanges(List.of(), Map.of(), Set.of(), List.of());

  private static final Comparator<@Nullable LogPlace> LAST_IF_UNKNOWN =
      Comparator.nullsLast(Comparator.naturalOrder());

  public DecodedChanges(
      List<Change> changes,
      Map<Integer, Long> ends,
      Set<String> unknownFields,
      List<DeadLetter> deadLetters) {
    this(
        changes,
        ends,
        unknownFields,
        deadLetters,
        Map.of(),
        Set.of(),
        new ConnectorRuns(),
        new Doubts());
  }

  /** Of all events, also of those that could not be read. */
  public Stream<EventPlace> places() {
    return Stream.concat(changes.stream(), deadLetters.stream()).map(Placed::place);
  }

  /** The same, for who does not keep the events that cannot be applied. */
  public DecodedChanges withoutDeadLetters() {
    return new DecodedChanges(
        changes, ends, unknownFields, List.of(), unfitNumbers, lookalikes, runs, doubts);
  }

  /**
   * The same of a topic that was read up to these offsets, whatever was there: not every offset is
   * an event's, because Kafka gives some to the ends of transactions, and not every event the
   * table's.
   */
  public DecodedChanges readTo(Map<Integer, Long> offsets) {
    Map<Integer, Long> reached = new HashMap<>(ends);
    offsets.forEach((partition, end) -> reached.merge(partition, end, Math::max));
    return new DecodedChanges(
        changes, reached, unknownFields, deadLetters, unfitNumbers, lookalikes, runs, doubts);
  }

  public static DecodedChanges of(List<DecodedChunk.TableSlice> slices) {
    Map<Integer, List<Change>> partitions = new TreeMap<>();
    Map<Integer, Long> ends = new HashMap<>();
    Set<String> unknownFields = new TreeSet<>();
    List<DeadLetter> deadLetters = new ArrayList<>();
    Map<String, UnfitNumber> unfit = new TreeMap<>();
    Set<AmbiguousValue> lookalikes = new HashSet<>();
    ConnectorRuns runs = new ConnectorRuns();
    Doubts doubts = new Doubts();
    for (DecodedChunk.TableSlice slice : slices) {
      for (Change change : slice.changes()) {
        partitions
            .computeIfAbsent(change.place().partition(), partition -> new ArrayList<>())
            .add(change);
      }
      slice.ends().forEach((partition, end) -> ends.merge(partition, end, Math::max));
      unknownFields.addAll(slice.unknownFields());
      deadLetters.addAll(slice.deadLetters());
      lookalikes.addAll(slice.lookalikes());
      runs.addAll(slice.runs());
      doubts.addAll(slice.doubts());
      slice
          .unfitNumbers()
          .forEach((column, number) -> unfit.merge(column, number, UnfitNumber::and));
    }
    return new DecodedChanges(
        inOrder(partitions.values()),
        ends,
        unknownFields,
        deadLetters,
        unfit,
        lookalikes,
        runs,
        doubts);
  }

  /**
   * Within a Kafka partition the offset is the order. Between partitions the order in which the
   * source committed decides, as far as the events tell it.
   */
  private static List<Change> inOrder(Collection<List<Change>> partitions) {
    /** The next change of a partition. */
    record Cursor(List<Change> changes, int index) {
      Change head() {
        return changes.get(index);
      }

      @Nullable LogPlace log() {
        return head().place().log();
      }
    }
    Comparator<Cursor> earliest = Comparator.comparing(Cursor::log, LAST_IF_UNKNOWN);
    partitions.forEach(
        partition -> partition.sort(Comparator.comparingLong(change -> change.place().offset())));
    if (partitions.size() == 1) {
      return partitions.iterator().next();
    }
    PriorityQueue<Cursor> heads = new PriorityQueue<>(earliest);
    for (List<Change> partition : partitions) {
      heads.add(new Cursor(partition, 0));
    }
    List<Change> ordered = new ArrayList<>();
    while (!heads.isEmpty()) {
      Cursor cursor = heads.remove();
      ordered.add(cursor.head());
      if (cursor.index() + 1 < cursor.changes().size()) {
        heads.add(new Cursor(cursor.changes(), cursor.index() + 1));
      }
    }
    return ordered;
  }
}
