package dev.firn.oracleevents;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as Connect would send it to Kafka.
 *
 * @param key null if the row has none
 */
public record RedoEvent(
    String topic, @Nullable String key, String value, Map<String, String> headers) {

  public RedoEvent {
    headers = Map.copyOf(headers);
  }
}
