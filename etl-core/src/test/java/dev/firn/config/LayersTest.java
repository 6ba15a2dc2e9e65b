package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.error.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is laid over the files, and in which order. */
class LayersTest {

  private static final String SOURCES =
      """
      version: 1
      defaults:
        database_type: postgresql
        database_connection:
          host: db.example.com
          username: etl_user
          password: ${COMMON_PASSWORD}
        bulk_load:
          parallel_tables: 2
          max_retries: 2
          batch_size: 2
      sources:
        crm:
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          database_connection:
            database: crm
          bulk_load:
            parallel_tables: 3
          tables:
            orders: {delete_mode: soft}
        shop-eu:
          kafka_topic_prefix: prod.shop
          iceberg_namespace: bronze.shop
          database_connection:
            database: shop
            password: ${SHOP_PASSWORD}
      """;

  private static final String CLUSTERS =
      """
      kafka_clusters:
        primary:
          bootstrap_servers: kafka:9092
          properties: {security.protocol: PLAINTEXT}
      """;

  @TempDir private Path path;
  private ConfigDirectory directory;

  @BeforeEach
  void createDirectory() {
    directory =
        new ConfigDirectory(path)
            .sources(SOURCES)
            .clusters(CLUSTERS)
            .variable("COMMON_PASSWORD", "tiger");
  }

  @Test
  void takesFromEachLayerWhatNoneAboveItSays() {
    assertThat(directory.load("crm").bulkLoad().tables().splits()).isEqualTo(3);
    assertThat(directory.load("crm").bulkLoad().maxRetries()).isEqualTo(2);
    assertThat(directory.load("crm").bulkLoad().tablesAtOnce()).isEqualTo(4);

    directory.file(
        "sources.prod.yaml",
        """
        defaults:
          bulk_load: {parallel_tables: 4, max_retries: 4}
        sources:
          crm:
            bulk_load: {batch_size: 4}
        """);
    BulkLoadConfig profiled = load("crm", "prod").bulkLoad();
    assertThat(profiled.tables().splits()).isEqualTo(3);
    assertThat(profiled.maxRetries()).isEqualTo(4);
    assertThat(profiled.tables().fetchSize()).isEqualTo(4);

    directory.variable("FIRN__SOURCES__CRM__BULK_LOAD__BATCH_SIZE", "5");
    assertThat(load("crm", "prod").bulkLoad().tables().fetchSize()).isEqualTo(5);
    assertThat(load("crm", "prod", "bulk_load.batch_size=6").bulkLoad().tables().fetchSize())
        .isEqualTo(6);
    assertThat(load("crm", null, "bulk_load.batch_size=6").bulkLoad().maxRetries()).isEqualTo(2);
  }

  @Test
  void doesNotAskForAVariableThatIsLaidOver() {
    directory.variable("SHOP_PASSWORD", "lion");
    ConfigDirectory withoutCommon = new ConfigDirectory(path).variable("SHOP_PASSWORD", "lion");

    assertThat(withoutCommon.load("shop-eu").connection().password().reveal()).isEqualTo("lion");
    assertThatThrownBy(() -> withoutCommon.load("crm"))
        .hasMessageContaining(
            "sources.yaml:7:15: defaults.database_connection.password: environment variable"
                + " COMMON_PASSWORD is not set");
  }

  @Test
  void asksForWhatNoLayerSays() {
    directory.sources(SOURCES.replace("  database_type: postgresql\n", ""));

    assertThat(problemsOf("crm", null))
        .contains(
            path.resolve("sources.yaml")
                + ":12:3: sources.crm.database_type: missing, expected one of [oracle, postgresql]");
  }

  @Test
  void laysTheTablesOfAProfileOverTheOthersOneByOne() {
    directory.file(
        "sources.prod.yaml",
        """
        sources:
          crm:
            tables:
              "*": {truncate_mode: ignore}
              orders: {sort_by: [id]}
        """);
    SourceConfig source = load("crm", "prod");

    assertThat(source.policyOf("orders").deletes()).isEqualTo(DeleteMode.SOFT);
    assertThat(source.layoutOf("orders").sortBy()).containsExactly("id");
    assertThat(source.policyOf("orders").truncates()).isEqualTo(TruncateMode.APPLY);
    assertThat(source.policyOf("carts").truncates()).isEqualTo(TruncateMode.IGNORE);
  }

  @Test
  void findsTablesAndPropertiesByTheNamesOfVariables() {
    directory
        .variable("FIRN__SOURCES__CRM__TABLES__ORDERS__DELETE_MODE", "hard")
        .variable("FIRN__KAFKA_CLUSTERS__PRIMARY__PROPERTIES__SECURITY_PROTOCOL", "SSL")
        .variable("FIRN__SOURCES__SHOP_EU__DATABASE_CONNECTION__PASSWORD", "lion");
    SourceConfig source = directory.load("crm");

    assertThat(source.policyOf("orders").deletes()).isEqualTo(DeleteMode.HARD);
    assertThat(directory.loader().loadKafkaCluster(source).properties())
        .containsEntry("security.protocol", "SSL");
    assertThat(directory.load("shop-eu").connection().password().reveal()).isEqualTo("lion");
  }

  @Test
  void refusesVariablesThatNameNothing() {
    directory
        .variable("FIRN__SOURCES__CRN__BULK_LOAD__BATCH_SIZE", "5")
        .variable("FIRN__SOURCES__CRM__BULK_LOAD__BATCH_SIZES", "5")
        .variable("FIRN__SOURCES__CRM__BULK_LOAD", "5")
        .variable("FIRN__SOURCES__CRM__TABLES__CARTS__DELETE_MODE", "soft")
        .variable("FIRN__SOURCE__CRM__BULK_LOAD__BATCH_SIZE", "5");

    assertThat(problemsOf("crm", null))
        .containsExactly(
            "environment variable FIRN__SOURCES__CRM__BULK_LOAD: sources.crm: BULK_LOAD has keys of"
                + " its own, name one of them",
            "environment variable FIRN__SOURCES__CRM__BULK_LOAD__BATCH_SIZES: sources.crm.bulk_load:"
                + " \"batch_sizes\": unknown key, did you mean \"batch_size\"? Known keys are"
                + " [parallel_tables, parallel_workers, batch_size, skip_empty_tables,"
                + " handle_long_columns, checkpoint_enabled, max_retries, retry_backoff,"
                + " large_table_threshold, verify, also_load, capture_changes,"
                + " max_bytes_per_second]",
            "environment variable FIRN__SOURCES__CRM__TABLES__CARTS__DELETE_MODE:"
                + " sources.crm.tables: no \"CARTS\" among [orders]",
            "environment variable FIRN__SOURCES__CRN__BULK_LOAD__BATCH_SIZE: sources: names no"
                + " source of [crm, shop-eu] with a key of it. Unset it, or write"
                + " FIRN__SOURCES__{name}__{key}",
            "environment variable FIRN__SOURCE__CRM__BULK_LOAD__BATCH_SIZE: names no file. Unset it,"
                + " or begin it with one of [FIRN__SOURCES__, FIRN__KAFKA_CLUSTERS__]");
  }

  @Test
  void refusesSettingsThatDoNotFit() {
    assertThat(problemsOf("crm", null, "bulk_load.batch_size=many", "bulk_load.size=1"))
        .satisfiesExactly(
            size ->
                assertThat(size)
                    .isEqualTo(
                        "--set bulk_load.batch_size: sources.crm.bulk_load.batch_size: expected an"
                            + " integer of at least 1, got \"many\""),
            unknown ->
                assertThat(unknown)
                    .startsWith(
                        "--set bulk_load.size: sources.crm.bulk_load: \"size\": unknown key"));
  }

  @Test
  void takesASecretFromTheCommandLineOnlyByReference() {
    directory.variable("OTHER", "lion");
    String key = "database_connection.password=";

    assertThat(load("crm", null, key + "${OTHER}").connection().password().reveal())
        .isEqualTo("lion");
    assertThat(problemsOf("crm", null, key + "hunter2"))
        .singleElement()
        .asString()
        .contains("others can read among the arguments")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesAProfileWithoutAFile() {
    assertThatThrownBy(() -> load("crm", "prod"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot use profile prod: neither %1$s/sources.prod.yaml nor %1$s/kafka_clusters.prod.yaml exists. Create one of them with what is different, or leave out --profile and FIRN_PROFILE."
                .formatted(path));
    assertThatThrownBy(() -> load("crm", "../x")).hasMessageContaining("Cannot use profile");
  }

  @Test
  void namesTheFileOfTheProfileThatIsWrong() {
    directory
        .file("sources.prod.yaml", "sources:\n  crm:\n    bulk_laod: {}\n")
        .variable("FIRN_PROFILE", "prod");

    assertThat(problemsOf("crm", null))
        .singleElement()
        .asString()
        .startsWith(path.resolve("sources.prod.yaml") + ":3:5: sources.crm.bulk_laod: unknown key");
  }

  @Test
  void refusesAnotherVersionOfTheFile() {
    directory.sources(SOURCES.replace("version: 1", "version: 2"));

    assertThat(problemsOf("crm", null))
        .containsExactly(
            path.resolve("sources.yaml")
                + ":1:10: version: expected 1, the only version that this Firn reads");
  }

  private SourceConfig load(String source, @Nullable String profile, String... settings) {
    return directory.loader(new Overrides(profile, List.of(settings))).loadSource(source);
  }

  private List<String> problemsOf(String source, @Nullable String profile, String... settings) {
    return catchThrowableOfType(ConfigException.class, () -> load(source, profile, settings))
        .problems();
  }
}
