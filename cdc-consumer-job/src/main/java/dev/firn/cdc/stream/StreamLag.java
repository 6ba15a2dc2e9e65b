package dev.firn.cdc.stream;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a stream is behind Kafka.
 *
 * @param events per topic that is behind, how many events of it are not read yet
 */
record StreamLag(SortedMap<String, Long> events) {

  private static final Logger LOG = LoggerFactory.getLogger(StreamLag.class);
  private static final int TOPICS_SHOWN = 5;

  /**
   * @param read per partition, the offset up to which the stream has read
   * @param latest per partition, the offset after the last event
   */
  static StreamLag between(Map<TopicPartition, Long> read, Map<TopicPartition, Long> latest) {
    SortedMap<String, Long> events = new TreeMap<>();
    latest.forEach(
        (partition, end) -> {
          long behind = end - read.getOrDefault(partition, 0L);
          if (behind > 0) {
            events.merge(partition.topic(), behind, Long::sum);
          }
        });
    return new StreamLag(events);
  }

  long of(String topic) {
    return events.getOrDefault(topic, 0L);
  }

  void report() {
    if (!events.isEmpty()) {
      LOG.info("Lag: {}", this);
    }
  }

  /** The topics that are furthest behind, for people to read. */
  @Override
  public String toString() {
    if (events.isEmpty()) {
      return "none";
    }
    long all = events.values().stream().mapToLong(Long::longValue).sum();
    String most =
        events.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(TOPICS_SHOWN)
            .map(topic -> topic.getKey() + " " + topic.getValue())
            .collect(Collectors.joining(", "));
    return "%d events of %d topics, most of %s".formatted(all, events.size(), most);
  }
}
