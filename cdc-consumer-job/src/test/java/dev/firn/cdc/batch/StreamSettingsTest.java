package dev.firn.cdc.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.files.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
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

  @Test
  void passesEncryptionAndLoginToKafka() throws IOException {
    assertThat(
            settings(
                    "security.protocol: SASL_SSL, sasl.mechanism: SCRAM-SHA-512,"
                        + " sasl.jaas.config: \"${JAAS}\", ssl.truststore.location: /t.p12")
                .readerOptions())
        .containsEntry("kafka.security.protocol", "SASL_SSL")
        .containsEntry("kafka.sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("kafka.sasl.jaas.config", "login required;")
        .containsEntry("kafka.ssl.truststore.location", "/t.p12")
        .containsEntry("kafka.isolation.level", "read_committed");
  }
}
