package dev.firn.cdc.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.files.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {

  @TempDir private Path directory;

  private StreamSettings settings(String properties) throws IOException {
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          shop:
            database_type: postgresql
            kafka_topic_prefix: shop
            iceberg_namespace: shop
            database_connection:
              {host: localhost, database: shop, username: firn, password: tiger, schema: public}
        """);
    Files.writeString(
        directory.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"k:9093\", properties: {%s}}}"
            .formatted(properties));
    ConfigLoader config = new ConfigLoader(directory, Map.of("JAAS", "login required;"));
    SourceConfig source = config.loadSource("shop");
    return new StreamSettings(
        source,
        config.loadKafkaCluster(source),
        Duration.ZERO,
        500,
        null,
        true,
        Duration.ZERO,
        Set.of(),
        Directory.at(directory),
        "run");
  }

  @Test
  void readsCommittedEventsAndNeverPastLostOnes() throws IOException {
    assertThat(settings("").readerOptions())
        .isEqualTo(
            Map.of(
                "kafka.bootstrap.servers", "k:9093",
                "kafka.isolation.level", "read_committed",
                "failOnDataLoss", "true",
                "maxOffsetsPerTrigger", "500"));
  }

  /** What Kafka's clients make of the options, which hold no value of the user's themselves. */
  @Test
  void passesEncryptionAndLoginToKafkaAndShowsNeither() throws IOException {
    Map<String, String> options =
        settings(
                "security.protocol: SASL_SSL, sasl.mechanism: SCRAM-SHA-512,"
                    + " sasl.jaas.config: \"${JAAS}\"")
            .readerOptions();

    assertThat(options).containsEntry("kafka.isolation.level", "read_committed");
    assertThat(options.toString()).doesNotContain("login required", "SASL_SSL");
    Map<String, Object> client = new HashMap<>();
    options.forEach((key, value) -> client.put(key.replaceFirst("^kafka\\.", ""), value));
    Map<String, ?> values = new AdminClientConfig(client).values();
    assertThat(values.get("security.protocol")).isEqualTo("SASL_SSL");
    assertThat(values.get("sasl.mechanism")).isEqualTo("SCRAM-SHA-512");
    assertThat(values.get("sasl.jaas.config")).isEqualTo(new Password("login required;"));
  }

  @Test
  void aStoreThatIsNotThereIsAProblemOfTheConfiguration() {
    assertThatThrownBy(() -> settings("ssl.truststore.location: /no/such/t.p12"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot read /no/such/t.p12 of ssl.truststore.location");
  }
}
