package dev.firn.connect;

import java.util.Map;

/**
 * How far a connector has come with a part of its source: what it has sent until then is in Kafka.
 *
 * @param partition the part
 * @param offset as the connector has stored it; values that are no texts are as JSON has them
 */
public record ConnectorOffset(Map<String, String> partition, Map<String, String> offset) {

  public ConnectorOffset {
    partition = Map.copyOf(partition);
    offset = Map.copyOf(offset);
  }
}
