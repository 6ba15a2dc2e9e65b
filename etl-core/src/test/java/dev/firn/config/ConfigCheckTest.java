package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code firn config check} finds in both files at once. */
class ConfigCheckTest {

  private static final String SOURCES =
      """
      sources:
        crm:
          database_type: postgresql
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          kafka_cluster: primary
          database_connection:
            host: db.example.com
            database: crm
            username: etl_user
            password: ${CRM_PASSWORD}
        shop:
          database_type: postgresql
          kafka_topic_prefix: prod.shop
          iceberg_namespace: bronze.shop
          database_connection:
            host: db.example.com
            database: shop
            username: etl_user
            password: ${SHOP_PASSWORD}
      """;

  private static final String CLUSTERS =
      """
      kafka_clusters:
        primary:
          bootstrap_servers: kafka:9092
          properties: {sasl.jaas.config: "${JAAS}"}
      """;

  @TempDir private Path path;
  private ConfigDirectory directory;

  @BeforeEach
  void createDirectory() {
    directory =
        new ConfigDirectory(path)
            .sources(SOURCES)
            .clusters(CLUSTERS)
            .variable("CRM_PASSWORD", "tiger")
            .variable("SHOP_PASSWORD", "lion")
            .variable("JAAS", "login");
  }

  @Test
  void findsNothingWhereAllIsWell() {
    ConfigFindings findings = directory.loader().check(null);

    assertThat(findings.problems()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
    assertThat(findings.sources()).containsExactly("crm", "shop");
    assertThat(findings.clusters()).containsExactly("primary");
  }

  @Test
  void whoConnectsToNoSourceIsNotAskedForItsPassword() {
    ConfigLoader loader = new ConfigDirectory(path).sources(SOURCES).loader();
    assertThatThrownBy(() -> loader.loadSource("shop")).hasMessageContaining("is not set");
    assertThat(loader.withoutSecrets().loadSource("shop").namespace())
        .isEqualTo(loader.loadNamespace("shop"));
  }

  @Test
  void findsEveryFaultOfBothFiles() {
    ConfigDirectory bare =
        new ConfigDirectory(path)
            .sources(
                SOURCES.replace(
                    "    database_type: postgresql\n    kafka_topic_prefix: prod.s",
                    "    databse_type: postgresql\n    kafka_topic_prefix: prod.s"))
            .clusters(CLUSTERS.replace("kafka:9092", "kafka"));

    assertThat(problems(bare, null))
        .satisfiesExactly(
            brokers -> assertThat(brokers).contains("kafka_clusters.yaml:3:24: "),
            jaas -> assertThat(jaas).contains("environment variable JAAS is not set"),
            crm -> assertThat(crm).contains("environment variable CRM_PASSWORD is not set"),
            missing -> assertThat(missing).contains("sources.shop.database_type: missing"),
            unknown -> assertThat(unknown).contains("did you mean \"database_type\"?"),
            shop -> assertThat(shop).contains("environment variable SHOP_PASSWORD is not set"));
  }

  @Test
  void asksOnlyForTheVariablesOfTheSourceOfTheQuestion() {
    ConfigDirectory some =
        new ConfigDirectory(path).variable("CRM_PASSWORD", "tiger").variable("JAAS", "login");

    assertThat(problems(some, "crm")).isEmpty();
    assertThat(problems(some, "shop")).singleElement().asString().contains("SHOP_PASSWORD");
    assertThat(problems(some, "shob"))
        .singleElement()
        .asString()
        .contains("Cannot find source \"shob\"")
        .contains("did you mean \"shop\"?");
  }

  @Test
  void findsAClusterThatThereIsNot() {
    directory.sources(SOURCES.replace("kafka_cluster: primary", "kafka_cluster: primari"));

    assertThat(problems(directory, null))
        .containsExactly(
            path
                + "/sources.yaml:6:5: sources.crm.kafka_cluster: "
                + path
                + "/kafka_clusters.yaml has no such cluster, did you mean \"primary\"? Known are"
                + " [primary]");
  }

  @Test
  void asksForTheClusterWhereThereAreSeveral() {
    directory.clusters(CLUSTERS + "  other:\n    bootstrap_servers: other:9092\n");

    assertThat(problems(directory, null))
        .containsExactly(
            path
                + "/sources.yaml:12:3: sources.shop.kafka_cluster: missing, "
                + path
                + "/kafka_clusters.yaml has [primary, other]. Name one");
  }

  @Test
  void warnsOfSecretsThatStandInAFileWithoutRepeatingThem() {
    directory.sources(SOURCES.replace("${SHOP_PASSWORD}", "hunter2"));
    ConfigFindings findings = directory.loader().check(null);

    assertThat(findings.problems()).isEmpty();
    assertThat(findings.warnings())
        .containsExactly(
            path
                + "/sources.yaml:20:17: sources.shop.database_connection.password: a secret that"
                + " everybody can read who reads the file. Use ${NAME} or ${FILE:/path}");
  }

  private static List<String> problems(ConfigDirectory directory, @Nullable String source) {
    return directory.loader().check(source).problems().stream()
        .map(ConfigException::problems)
        .flatMap(List::stream)
        .toList();
  }
}
