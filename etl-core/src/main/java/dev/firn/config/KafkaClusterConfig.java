package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.file.FileFormat;
import dev.firn.error.Secrets;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One cluster of {@code kafka_clusters.yaml}.
 *
 * @param connect how Kafka Connect is asked, or null if it is not
 * @param properties passed to Kafka clients as they are; any of their values may be a secret
 */
public record KafkaClusterConfig(
    String name,
    String bootstrapServers,
    String consumerGroupPrefix,
    @Nullable ConnectAccess connect,
    Map<String, String> properties)
    implements Serializable {

  static final Option<String> BOOTSTRAP_SERVERS =
      Option.required("bootstrap_servers", ValueType.SERVERS, "Some brokers of the cluster.");

  static final Option<String> CONSUMER_GROUP_PREFIX =
      Option.optional(
          "consumer_group_prefix",
          ValueType.NAME,
          "etl-cdc",
          "Progress is committed as the group {consumer_group_prefix}-{source}, for lag tools.");

  static final Option<String> AUTO_OFFSET_RESET =
      Option.optional(
          "auto_offset_reset",
          ValueType.oneOf(List.of("earliest"), text -> text),
          "earliest",
          "Where a topic is begun whose offsets no table holds yet. There is no choice: another"
              + " start would leave out changes that no load has seen.");

  static final Section PROPERTIES =
      Section.freeForm(
          "properties",
          "Passed to Kafka clients as they are, such as security.protocol or sasl.jaas.config."
              + " Their values are treated as secrets.");

  static final Section SECTION =
      Section.required(
              "{name}",
              "One Kafka cluster. Its name is what kafka_cluster of a source takes.",
              BOOTSTRAP_SERVERS,
              CONSUMER_GROUP_PREFIX,
              AUTO_OFFSET_RESET,
              ConnectAccess.CONNECT_URL,
              ConnectAccess.CONNECT_USER,
              ConnectAccess.CONNECT_PASSWORD,
              ConnectAccess.CONNECT_CA_FILE)
          .with(PROPERTIES);

  /** The file in which all of them stand. */
  public static final String FILE = "kafka_clusters.yaml";

  static final FileFormat FORMAT =
      new FileFormat(
          FILE,
          "kafka_clusters",
          "Kafka cluster",
          SECTION,
          clusters -> clusters.values().forEach(KafkaClusterConfig::check));

  private static final Pattern SECRET = Pattern.compile("(?i)password|secret|jaas|token|\\.key$");

  /** What a line of JAAS has in it. */
  private static final Pattern LOGIN = Pattern.compile("(?i)(?:password|secret)=\"([^\"]+)\"");

  private static final Map<String, String> OWNED_PROPERTIES =
      Map.of(
          "bootstrap.servers",
          "set by " + BOOTSTRAP_SERVERS.key(),
          "group.id",
          "set by " + CONSUMER_GROUP_PREFIX.key(),
          "auto.offset.reset",
          "set by " + AUTO_OFFSET_RESET.key(),
          "isolation.level",
          "set by Firn, which reads committed events only",
          "enable.auto.commit",
          "set by Firn, which keeps the offsets in the tables",
          "key.deserializer",
          "set by Firn",
          "value.deserializer",
          "set by Firn");

  public KafkaClusterConfig {
    properties = Map.copyOf(properties);
    properties.forEach(
        (key, value) -> {
          if (SECRET.matcher(key).find()) {
            Secrets.hide(value);
            LOGIN.matcher(value).results().forEach(login -> Secrets.hide(login.group(1)));
          }
        });
  }

  private static void check(Values cluster) {
    ConnectAccess.check(cluster);
    cluster
        .find(PROPERTIES)
        .ifPresent(
            properties ->
                OWNED_PROPERTIES.forEach(
                    (key, owner) -> properties.reportProperty(key, owner + ". Remove it")));
  }

  static KafkaClusterConfig of(String name, Values cluster) {
    return new KafkaClusterConfig(
        name,
        cluster.value(BOOTSTRAP_SERVERS),
        cluster.value(CONSUMER_GROUP_PREFIX),
        ConnectAccess.of(cluster),
        cluster.in(PROPERTIES).properties());
  }

  /** The same, with a Kafka Connect that somebody has named beside it. */
  public KafkaClusterConfig askedAt(URI worker) {
    return with(connect == null ? ConnectAccess.of(worker) : connect.at(worker));
  }

  /** The same for tasks, which do not ask Kafka Connect. */
  public KafkaClusterConfig forTasks() {
    return with(null);
  }

  private KafkaClusterConfig with(@Nullable ConnectAccess access) {
    return new KafkaClusterConfig(name, bootstrapServers, consumerGroupPrefix, access, properties);
  }

  /** Names the properties, but not their values. */
  @Override
  public String toString() {
    return "Kafka cluster %s at %s, group prefix %s, properties %s"
        .formatted(
            name,
            bootstrapServers,
            consumerGroupPrefix,
            properties.keySet().stream().sorted().toList());
  }
}
