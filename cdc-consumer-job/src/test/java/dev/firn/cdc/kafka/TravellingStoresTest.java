package dev.firn.cdc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.ConfigException;
import dev.firn.localstack.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TravellingStoresTest {

  @TempDir static Path directory;
  private static Certificates tls;
  private static Certificates.Identity me;

  @BeforeAll
  static void certify() {
    tls = Certificates.in(directory.resolve("tls"));
    me = tls.certify("me");
  }

  private static Map<String, String> travelling(Map<String, String> properties) {
    return TravellingStores.of(cluster(properties)).properties();
  }

  private static KafkaClusterConfig cluster(Map<String, String> properties) {
    return new KafkaClusterConfig("primary", "kafka:9092", "etl-cdc", null, properties);
  }

  /** What Kafka's clients make of them, where there is none of the files. */
  private static DefaultSslEngineFactory engines(Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "kafka:9092");
    DefaultSslEngineFactory engines = new DefaultSslEngineFactory();
    engines.configure(new AdminClientConfig(settings).values());
    return engines;
  }

  @Test
  void storesBecomeTextsThatKafkaReads() throws Exception {
    Map<String, String> texts =
        travelling(
            Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.location",
                tls.trustStore().toString(),
                "ssl.truststore.password",
                Certificates.STORE_PASSWORD,
                "ssl.truststore.type",
                "PKCS12",
                "ssl.keystore.location",
                me.store().toString(),
                "ssl.keystore.password",
                Certificates.STORE_PASSWORD,
                "ssl.keystore.type",
                "PKCS12"));

    assertThat(texts.toString()).doesNotContain(directory.toString(), Certificates.STORE_PASSWORD);
    DefaultSslEngineFactory engines = engines(texts);
    assertThat(engines.truststore().size()).isEqualTo(1);
    assertThat(engines.keystore().aliases().hasMoreElements()).isTrue();
  }

  @Test
  void filesOfPemBecomeTextsToo() throws Exception {
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(me.key()) + Files.readString(me.certificate()));
    Map<String, String> texts =
        travelling(
            Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.location",
                tls.authority().toString(),
                "ssl.truststore.type",
                "PEM",
                "ssl.keystore.location",
                both.toString(),
                "ssl.keystore.type",
                "PEM"));

    assertThat(texts.toString()).doesNotContain(directory.toString());
    assertThat(engines(texts).keystore().aliases().hasMoreElements()).isTrue();
  }

  @Test
  void whatCannotBeReadIsNamedWithTheSetting() throws IOException {
    assertThatThrownBy(
            () -> travelling(Map.of("ssl.truststore.location", directory.resolve("no").toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no of ssl.truststore.location in kafka_clusters.yaml");
    assertThatThrownBy(
            () ->
                travelling(
                    Map.of(
                        "ssl.keystore.location",
                        me.store().toString(),
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.password",
                        "wrong-canary")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ssl.keystore.location")
        .hasMessageNotContaining("canary");
  }

  /** Options of a data source show up in plans. */
  @Test
  void nobodyButKafkaSeesTheValuesOfReferences() {
    Map<String, String> secret =
        Map.of("sasl.jaas.config", "canary-jaas", "ssl.keystore.key", "canary-key");
    Map<String, String> references = DriverSecrets.refer(secret);

    assertThat(references).containsKeys("sasl.jaas.config", "ssl.keystore.key");
    assertThat(references.toString()).doesNotContain("canary");
    Map<String, Object> settings = new HashMap<>(references);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "kafka:9092");
    Map<String, ?> values = new AdminClientConfig(settings).values();
    assertThat(values.get("sasl.jaas.config")).isEqualTo(new Password("canary-jaas"));
    assertThat(values.get("ssl.keystore.key")).isEqualTo(new Password("canary-key"));
  }

  @Test
  void whoHasAProviderOfHisOwnKeepsIt() {
    Map<String, String> references =
        DriverSecrets.refer(
            Map.of(
                "config.providers",
                "vault",
                "config.providers.vault.class",
                "x.Vault",
                "sasl.jaas.config",
                "${vault:kafka:jaas}"));

    assertThat(references)
        .containsEntry("config.providers", "vault,firn")
        .containsEntry("config.providers.vault.class", "x.Vault")
        .containsEntry("sasl.jaas.config", "${vault:kafka:jaas}");
    assertThat(DriverSecrets.refer(Map.of())).isEmpty();
  }
}
