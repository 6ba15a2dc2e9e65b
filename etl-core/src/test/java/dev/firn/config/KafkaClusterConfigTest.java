package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClusterConfigTest {

  private static final String ONE =
      """
      kafka_clusters:
        primary:
          bootstrap_servers: kafka1:9092,kafka2:9092,kafka3:9092
      """;
  private static final String TWO =
      """
      kafka_clusters:
        primary:
          bootstrap_servers: kafka1:9092
        dr:
          bootstrap_servers: ${DR_SERVERS}
          consumer_group_prefix: etl-dr
          auto_offset_reset: earliest
          properties:
            security.protocol: SASL_SSL
            sasl.jaas.config: ${JAAS}
      """;

  @TempDir private Path path;
  private ConfigDirectory directory;

  @BeforeEach
  void createDirectory() {
    directory = new ConfigDirectory(path);
  }

  @Test
  void takesTheOnlyClusterWithItsDefaults() {
    directory.clusters(ONE);

    assertThat(directory.loader().loadKafkaCluster(sourceWith("")))
        .isEqualTo(
            new KafkaClusterConfig(
                "primary", "kafka1:9092,kafka2:9092,kafka3:9092", "etl-cdc", null, Map.of()));
  }

  @Test
  void takesTheClusterThatTheSourceNames() {
    directory.clusters(TWO).variable("DR_SERVERS", "dr:9092").variable("JAAS", "tiger");

    assertThat(directory.loader().loadKafkaCluster(sourceWith("kafka_cluster: dr")))
        .isEqualTo(
            new KafkaClusterConfig(
                "dr",
                "dr:9092",
                "etl-dr",
                null,
                Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "tiger")));
  }

  @Test
  void tellsHowConnectIsAsked() {
    directory
        .clusters(
            ONE
                + "    connect_url: https://connect:8083\n    connect_user: firn\n"
                + "    connect_password: ${PW}\n    connect_ca_file: /etc/ca.pem\n")
        .variable("PW", "tiger");
    KafkaClusterConfig cluster = directory.loader().loadKafkaCluster(sourceWith(""));
    ConnectAccess access = Objects.requireNonNull(cluster.connect());
    assertThat(access.toString())
        .isEqualTo(
            "ConnectAccess[worker=https://connect:8083, login=Login[user=firn, password=******],"
                + " authority=/etc/ca.pem]");
    assertThat(Objects.requireNonNull(access.login()).password().reveal()).isEqualTo("tiger");
    ConnectAccess other =
        Objects.requireNonNull(cluster.askedAt(URI.create("https://other:8083")).connect());
    assertThat(other.login()).isSameAs(access.login());
    assertThat(cluster.forTasks().connect()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connect_user: firn | connect_user: of no use without connect_url",
        "connect_url: https://c:1, connect_user: firn"
            + " | connect_password: missing, connect_user needs it",
        "connect_url: https://c:1, connect_password: x"
            + " | connect_user: missing, connect_password is nobody's",
        "connect_url: http://c:1, connect_ca_file: /x | connect_ca_file: of no use for http"
      })
  void refusesHalfALogin(String given, String said) {
    directory.clusters(ONE + "    " + given.replace(", ", "\n    ") + "\n");
    SourceConfig source = sourceWith("");
    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(said);
  }

  @Test
  void resolvesOnlyTheClusterThatIsUsed() {
    directory.clusters(TWO);

    assertThat(directory.loader().loadKafkaCluster(sourceWith("kafka_cluster: primary")).name())
        .isEqualTo("primary");
  }

  @Test
  void asksWhichOfSeveralClusters() {
    directory.clusters(TWO);
    SourceConfig source = sourceWith("");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot choose the Kafka cluster of source shop: %s has [primary, dr]. Name one in its key kafka_cluster."
                .formatted(path.resolve("kafka_clusters.yaml")));
  }

  @Test
  void suggestsTheNearestCluster() {
    directory.clusters(TWO);
    SourceConfig source = sourceWith("kafka_cluster: primry");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot find Kafka cluster \"primry\" in %s, did you mean \"primary\"? Known Kafka clusters are [primary, dr]."
                .formatted(path.resolve("kafka_clusters.yaml")));
  }

  @Test
  void namesTheTemplateOfAMissingFile() {
    SourceConfig source = sourceWith("");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cp %1$s.template %1$s", path.resolve("kafka_clusters.yaml"));
  }

  @Test
  void neverPrintsTheValuesOfProperties() {
    directory.clusters(TWO).variable("DR_SERVERS", "dr:9092").variable("JAAS", "tiger");

    assertThat(directory.loader().loadKafkaCluster(sourceWith("kafka_cluster: dr")))
        .hasToString(
            "Kafka cluster dr at dr:9092, group prefix etl-dr,"
                + " properties [sasl.jaas.config, security.protocol]");
  }

  @Test
  void refusesToLeaveOutTheEventsBeforeItsFirstStart() {
    directory.clusters(TWO.replace("auto_offset_reset: earliest", "auto_offset_reset: latest"));
    SourceConfig source = sourceWith("kafka_cluster: primary");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dr.auto_offset_reset: expected one of [earliest], got \"latest\"");
  }

  @ParameterizedTest(name = "{0} is refused")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group.id: x                | group.id: set by consumer_group_prefix. Remove it
          bootstrap.servers: x:9092  | bootstrap.servers: set by bootstrap_servers. Remove it
          isolation.level: x         | isolation.level: set by Firn, which reads committed events only. Remove it
          auto.offset.reset: latest  | auto.offset.reset: set by auto_offset_reset. Remove it
          ssl: {key: tiger}          | ssl: expected a value, got a mapping
          acks:                      | acks: empty, expected a value
          """)
  void refusesPropertiesThatItOwnsOrCannotPassOn(String property, String problem) {
    directory.clusters(ONE + "    properties:\n      " + property + "\n");
    SourceConfig source = sourceWith("kafka_cluster: primary");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kafka_clusters.primary.properties.")
        .hasMessageEndingWith(problem)
        .hasMessageNotContaining("tiger");
  }

  @ParameterizedTest(name = "{0} is refused")
  @CsvSource({"kafka1", "kafka1:", "'kafka1:9092,'", "'kafka1:9092 kafka2:9092'"})
  void refusesServersWithoutPorts(String servers) {
    directory.clusters(ONE.replaceFirst("kafka1.*", "'" + servers + "'"));
    SourceConfig source = sourceWith("");

    assertThatThrownBy(() -> directory.loader().loadKafkaCluster(source))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "expected host:port, several of them joined by commas, got \"" + servers + "\"");
  }

  private SourceConfig sourceWith(String line) {
    return directory
        .sources(
            """
            sources:
              shop:
                database_type: postgresql
                kafka_topic_prefix: prod.shop
                iceberg_namespace: bronze.shop
                database_connection: {host: db, database: shop, username: etl, password: x}
                %s
            """
                .formatted(line))
        .load("shop");
  }
}
