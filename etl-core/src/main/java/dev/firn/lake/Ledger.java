package dev.firn.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a stream a table holds. It is committed together with the data it speaks of, so neither a
 * crash nor a lost checkpoint can part them.
 *
 * @param epoch the consumer that wrote it; a consumer that meets a higher one has been replaced
 * @param topic the Kafka topic of the table's changes
 * @param topicId what Kafka calls this topic and no later one of the same name; empty if unknown
 * @param tableId the lake table's own identity; empty if nothing was applied to it yet
 * @param next per Kafka partition, the offset of the first event that is not yet in the table
 * @param position the source position of the newest applied event, for people to read
 * @param events how many events were applied since the table was created
 * @param partitions how many the topic had when events of it were applied last; 0 if unknown
 * @param order per Kafka partition, how far the table is in the source's own order, in the words of
 *     whoever compares it
 * @param committed when the source committed the newest of all applied events, in milliseconds; of
 *     those whose clock ran backwards the latest; -1 if it is unknown
 */
public record Ledger(
    long epoch,
    String topic,
    String topicId,
    String tableId,
    SortedMap<Integer, Long> next,
    String position,
    long events,
    int partitions,
    SortedMap<Integer, String> order,
    long committed) {

  private static final String NO_PLACE = "-";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public Ledger {
    next = new TreeMap<>(next);
    order = new TreeMap<>(order);
  }

  /** A ledger that does not say when its events were committed. */
  public Ledger(
      long epoch,
      String topic,
      String topicId,
      String tableId,
      SortedMap<Integer, Long> next,
      String position,
      long events,
      int partitions,
      SortedMap<Integer, String> order) {
    this(epoch, topic, topicId, tableId, next, position, events, partitions, order, -1);
  }

  /** The ledger of a table to which nothing of the stream was applied yet. */
  public static Ledger empty(String topic) {
    return new Ledger(0, topic, "", "", new TreeMap<>(), "", 0, 0, new TreeMap<>());
  }

  /** The same ledger, bound to what it speaks of; a topic's id that is known stays. */
  public Ledger of(String newTopicId, String newTableId) {
    return new Ledger(
        epoch,
        topic,
        topicId.isEmpty() ? newTopicId : topicId,
        newTableId,
        next,
        position,
        events,
        partitions,
        order,
        committed);
  }

  /** The same ledger of a topic that has so many partitions. */
  public Ledger over(int newPartitions) {
    return new Ledger(
        epoch, topic, topicId, tableId, next, position, events, newPartitions, order, committed);
  }

  /** The same ledger of a table that is so far in the source's own order. */
  public Ledger upTo(Map<Integer, String> places) {
    SortedMap<Integer, String> reached = new TreeMap<>(order);
    reached.putAll(places);
    return new Ledger(
        epoch, topic, topicId, tableId, next, position, events, partitions, reached, committed);
  }

  /** The same ledger with events that were committed up to then; time never goes back. */
  public Ledger committedUpTo(long millis) {
    return new Ledger(
        epoch,
        topic,
        topicId,
        tableId,
        next,
        position,
        events,
        partitions,
        order,
        Math.max(committed, millis));
  }

  /** The same ledger for rows of a load, which may be of another server's log. */
  public Ledger withoutOrder() {
    return new Ledger(
        epoch,
        topic,
        topicId,
        tableId,
        next,
        position,
        events,
        partitions,
        new TreeMap<>(),
        committed);
  }

  /** True if the topic had fewer partitions before, so keys may have moved between them. */
  public boolean isOutgrownBy(int partitionsNow) {
    return partitions > 0 && partitionsNow > partitions;
  }

  /**
   * Per Kafka partition, where in the source's log the last event stood that is part of the table;
   * empty if events have not said it.
   */
  public List<LogPlace> places(SourceLog log) {
    return order.values().stream()
        .map(text -> text.split(" ", 2)[0])
        .filter(place -> !place.equals(NO_PLACE))
        .map(place -> LogPlace.stored(log, place))
        .toList();
  }

  /** True if the event is part of the table already. */
  public boolean holds(int partition, long offset) {
    return offset < next.getOrDefault(partition, 0L);
  }

  /** The ledger after a batch of the consumer with this epoch; offsets never go back. */
  public Ledger advance(
      long newEpoch, Map<Integer, Long> ends, String newPosition, long moreEvents) {
    SortedMap<Integer, Long> advanced = new TreeMap<>(next);
    ends.forEach((partition, end) -> advanced.merge(partition, end, Math::max));
    return new Ledger(
        newEpoch,
        topic,
        topicId,
        tableId,
        advanced,
        newPosition.isEmpty() ? position : newPosition,
        events + moreEvents,
        partitions,
        order,
        committed);
  }

  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("v", VERSION);
    root.put("epoch", epoch);
    root.put("topic", topic);
    root.put("topic_id", topicId);
    root.put("table", tableId);
    ObjectNode offsets = root.putObject("next");
    next.forEach((partition, offset) -> offsets.put(Integer.toString(partition), offset));
    root.put("position", position);
    root.put("events", events);
    root.put("partitions", partitions);
    root.put("committed", committed);
    ObjectNode places = root.putObject("order");
    order.forEach((partition, place) -> places.put(Integer.toString(partition), place));
    return root.toString();
  }

  /**
   * Reads a ledger as it is stored.
   *
   * @throws UnavailableException if the text is no ledger of this version
   */
  public static Ledger fromJson(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw CoreErrors.ledgerIsUnreadable(e.getOriginalMessage(), e);
    }
    if (root.path("v").asInt() != VERSION) {
      throw CoreErrors.ledgerIsOfAnotherVersion(root.path("v").toString(), VERSION);
    }
    SortedMap<Integer, Long> next = new TreeMap<>();
    root.path("next")
        .properties()
        .forEach(entry -> next.put(Integer.valueOf(entry.getKey()), entry.getValue().asLong()));
    SortedMap<Integer, String> order = new TreeMap<>();
    root.path("order")
        .properties()
        .forEach(entry -> order.put(Integer.valueOf(entry.getKey()), entry.getValue().asText()));
    return new Ledger(
        root.path("epoch").asLong(),
        root.path("topic").asText(),
        root.path("topic_id").asText(),
        root.path("table").asText(),
        next,
        root.path("position").asText(),
        root.path("events").asLong(),
        root.path("partitions").asInt(),
        order,
        root.path("committed").asLong(-1));
  }
}
