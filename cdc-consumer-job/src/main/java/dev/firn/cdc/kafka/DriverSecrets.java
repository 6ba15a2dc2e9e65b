package dev.firn.cdc.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Settings of Kafka clients that whoever is told of a client sees by reference only: options of a
 * data source of Spark show up in plans, logs and pages. Kafka's clients look the values up here,
 * in the process in which they were put.
 */
public final class DriverSecrets implements ConfigProvider {

  private static final String PROVIDERS = "config.providers";
  private static final String NAME = "firn";
  private static final Map<String, Map<String, String>> KEPT = new ConcurrentHashMap<>();

  /**
   * The same settings for a client in this process, without their values.
   *
   * @param settings of which any value may be a secret; those that refer to a provider of the
   *     user's are none
   */
  public static Map<String, String> refer(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return settings;
    }
    String path = UUID.randomUUID().toString();
    KEPT.put(path, Map.copyOf(settings));
    Map<String, String> references = new HashMap<>();
    settings.forEach(
        (key, value) ->
            references.put(
                key,
                key.startsWith(PROVIDERS) || value.contains("${")
                    ? value
                    : "${" + NAME + ":" + path + ":" + key + "}"));
    references.merge(PROVIDERS, NAME, (theirs, ours) -> theirs + "," + ours);
    references.put(PROVIDERS + "." + NAME + ".class", DriverSecrets.class.getName());
    return references;
  }

  @Override
  public ConfigData get(String path, Set<String> keys) {
    Map<String, String> kept = Objects.requireNonNullElse(KEPT.get(path), Map.of());
    Map<String, String> found = new HashMap<>(kept);
    found.keySet().retainAll(keys);
    return new ConfigData(found);
  }

  @Override
  public ConfigData get(String path) {
    return get(path, Objects.requireNonNullElse(KEPT.get(path), Map.<String, String>of()).keySet());
  }

  @Override
  public void configure(Map<String, ?> ignored) {
    // There is nothing to be set.
  }

  @Override
  public void close() {
    // Other clients of this process may still ask.
  }
}
