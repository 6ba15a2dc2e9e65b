package dev.firn.oracleevents;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as Connect would send it to Kafka.
 *
 * @param key null if the row has none
 * @param offset what Connect stores once it is in Kafka
 */
public record RedoEvent(
    String topic,
    @Nullable String key,
    String value,
    Map<String, String> headers,
    Map<String, Object> offset) {

  public RedoEvent {
    headers = Map.copyOf(headers);
    offset = Map.copyOf(offset);
  }
}
