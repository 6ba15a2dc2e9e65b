package dev.firn.doctor.facts;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Kafka has of a source.
 *
 * @param topics of its tables, by name
 * @param hasHeartbeat true if its connector has ever run, though nothing changed
 * @param brokers how many there are
 * @param committed per topic and partition, how far a stream says that it has come
 */
public record KafkaFacts(
    SortedMap<String, Topic> topics,
    boolean hasHeartbeat,
    int brokers,
    Map<String, Map<Integer, Long>> committed) {

  public KafkaFacts {
    topics = new TreeMap<>(topics);
    committed = Map.copyOf(committed);
  }
}
