package dev.firn.connect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connector as Kafka Connect knows it, whoever has made it.
 *
 * @param settings as they were given; what a worker looks up elsewhere is not looked up
 */
public record Connector(String name, Map<String, String> settings) {

  public Connector {
    settings = Map.copyOf(settings);
  }

  public String setting(String key, String byDefault) {
    return settings.getOrDefault(key, byDefault).strip();
  }

  /** True if it is one of Debezium's that sends to topics of a prefix. */
  public boolean sendsTo(String topicPrefix) {
    return setting("connector.class", "").startsWith("io.debezium.")
        && setting("topic.prefix", "").equals(topicPrefix);
  }

  /**
   * The setting by which it does not read a table; empty if it reads it.
   *
   * @param table with its schema, such as {@code APP.ORDERS}
   */
  public Optional<String> findFilter(String schema, String table) {
    return List.of(
            left("schema.include.list", schema, false),
            left("schema.exclude.list", schema, true),
            left("table.include.list", table, false),
            left("table.exclude.list", table, true))
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The setting, if it is a list that leaves the name out. */
  public Optional<String> left(String setting, String name, boolean excludes) {
    NameList names = NameList.of(setting(setting, ""));
    return !names.isEmpty() && names.has(name) == excludes
        ? Optional.of(setting)
        : Optional.empty();
  }
}
