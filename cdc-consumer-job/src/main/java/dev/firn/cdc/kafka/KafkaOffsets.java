package dev.firn.cdc.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The offsets in a progress report of Spark's Kafka source. */
public final class KafkaOffsets {

  private static final ObjectMapper JSON = new ObjectMapper();

  private KafkaOffsets() {}

  /**
   * @param text topic to partition to next offset; null or not JSON if there is nothing to report
   */
  public static Map<TopicPartition, Long> parse(@Nullable String text) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (text == null) {
      return offsets;
    }
    try {
      for (Map.Entry<String, JsonNode> topic : JSON.readTree(text).properties()) {
        for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
          offsets.put(
              new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
              partition.getValue().asLong());
        }
      }
    } catch (JsonProcessingException e) {
      return Map.of();
    }
    return offsets;
  }
}
