package dev.firn.cdc.connector;

import java.util.Map;

/**
 * A connector as Kafka Connect knows it, whoever has made it.
 *
 * @param settings as they were given; what a worker looks up elsewhere is not looked up
 */
record ForeignConnector(String name, Map<String, String> settings) {

  ForeignConnector {
    settings = Map.copyOf(settings);
  }

  String setting(String key, String byDefault) {
    return settings.getOrDefault(key, byDefault).strip();
  }
}
