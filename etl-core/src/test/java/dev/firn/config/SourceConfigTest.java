package dev.firn.config;

import static dev.firn.config.LoadVerification.CHECKSUM;
import static dev.firn.config.LoadVerification.COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.binding.Secret;
import dev.firn.model.DatabaseType;
import dev.firn.model.LongColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceConfigTest {

  private static final String POSTGRESQL =
      """
      sources:
        shop:
          database_type: postgresql
          kafka_topic_prefix: prod.shop
          iceberg_namespace: bronze.shop
          database_connection:
            host: db.example.com
            database: shop
            username: etl_user
            password: ${POSTGRES_PASSWORD}
      """;

  @TempDir private Path path;
  private ConfigDirectory directory;

  @BeforeEach
  void createDirectory() {
    directory = new ConfigDirectory(path).variable("POSTGRES_PASSWORD", "tiger");
  }

  @Test
  void whereTablesAreIsKnownWithoutThePassword() {
    ConfigDirectory files =
        new ConfigDirectory(path)
            .variable("STAGE", "silver")
            .sources(POSTGRESQL.replace("bronze.shop", "${STAGE}.shop"));

    assertThat(files.loader().loadNamespace("shop")).hasToString("local.silver.shop");
    assertThatThrownBy(() -> files.loader().loadSource("shop"))
        .hasMessageContaining("POSTGRES_PASSWORD is not set");
    assertThatThrownBy(() -> files.loader().loadNamespace("shoop"))
        .hasMessageContaining("Known sources are [shop]");
  }

  @Test
  void readsTheSourceOfTheSeed() {
    SourceConfig source =
        directory
            .variable("ORACLE_PASSWORD", "tiger")
            .sources(
                """
                sources:
                  my_oracle_db:
                    database_type: oracle
                    kafka_topic_prefix: prod.myapp
                    iceberg_namespace: bronze.myapp

                    database_connection:
                      host: oracle.example.com
                      port: 1522
                      service_name: PRODDB
                      username: etl_user
                      password: ${ORACLE_PASSWORD}  # Use environment variable
                      schema: APP_SCHEMA

                    bulk_load:
                      parallel_tables: 16
                      parallel_workers: 2
                      batch_size: 5000
                      skip_empty_tables: false
                      handle_long_columns: skip_table  # exclude | skip_table | error
                      checkpoint_enabled: false
                      max_retries: 0
                      retry_backoff: 1.5
                      large_table_threshold: 5000000000
                """)
            .load("my_oracle_db");

    assertThat(source.name()).isEqualTo("my_oracle_db");
    assertThat(source.databaseType()).isEqualTo(DatabaseType.ORACLE);
    assertThat(source.topicPrefix()).isEqualTo("prod.myapp");
    assertThat(source.namespace().levels()).containsExactly("bronze", "myapp");
    assertThat(source.connection().host()).isEqualTo("oracle.example.com");
    assertThat(source.connection().port()).isEqualTo(1522);
    assertThat(source.connection().database()).isEqualTo("PRODDB");
    assertThat(source.connection().username()).isEqualTo("etl_user");
    assertThat(source.connection().password().reveal()).isEqualTo("tiger");
    assertThat(source.connection().schema()).isEqualTo("APP_SCHEMA");
    assertThat(source.bulkLoad())
        .isEqualTo(
            new BulkLoadConfig(
                new TableLoad(16, 5000, false, LongColumns.SKIP_TABLE, COUNT),
                2,
                false,
                0,
                1.5,
                5_000_000_000L,
                List.of()));
  }

  @Test
  void fillsInTheDefaultsOfPostgresql() {
    SourceConfig source = directory.sources(POSTGRESQL).load("shop");

    assertThat(source.namespace().catalog()).isEqualTo("local");
    assertThat(source.kafkaCluster()).isNull();
    assertThat(source.formatVersion()).isEqualTo(2);
    assertThat(source.connection().port()).isEqualTo(5432);
    assertThat(source.connection().schema()).isEqualTo("public");
    assertThat(source.bulkLoad())
        .isEqualTo(
            new BulkLoadConfig(
                new TableLoad(8, 50000, true, LongColumns.EXCLUDE, COUNT),
                4,
                true,
                3,
                2,
                100_000,
                List.of()));
    assertThat(source.cdc())
        .isEqualTo(
            new CdcConfig(
                Duration.ofSeconds(10),
                1000,
                67_108_864,
                "checkpoints",
                4,
                1000,
                false,
                ChangePolicy.defaults()));
  }

  @Test
  void fillsInTheDefaultsOfOracle() {
    SourceConfig source =
        directory
            .sources(
                POSTGRESQL
                    .replace("postgresql", "oracle")
                    .replace("database: shop", "service_name: PRODDB"))
            .load("shop");

    assertThat(source.connection().port()).isEqualTo(1521);
    assertThat(source.connection().schema()).isEqualTo("ETL_USER");
  }

  @Test
  void readsHowAListenerIsReached() {
    ListenerOptions listener =
        directory
            .sources(
                POSTGRESQL
                    .replace("postgresql", "oracle")
                    .replace(
                        "database: shop",
                        "sid: SHOP1\n      protocol: tcps\n      wallet_location: /etc/w\n"
                            + "      jdbc_options: {oracle.net.ssl_version: 1.2}"))
            .load("shop")
            .connection()
            .listener();

    assertThat(listener.naming()).isEqualTo(ListenerOptions.Naming.SID);
    assertThat(listener.encrypted()).isTrue();
    assertThat(listener.walletLocation()).isEqualTo("/etc/w");
    assertThat(listener.walletPassword()).isNull();
    assertThat(listener).hasToString("SID over TLS, options [oracle.net.ssl_version]");
  }

  @Test
  void upperCasesTheUserNameWithoutTheLocale() {
    SourceConfig source =
        directory
            .sources(
                POSTGRESQL
                    .replace("postgresql", "oracle")
                    .replace("database: shop", "service_name: PRODDB")
                    .replace("etl_user", "migration"))
            .load("shop");

    assertThat(source.connection().schema()).isEqualTo("MIGRATION");
  }

  @Test
  void readsEveryOtherKey() {
    SourceConfig source =
        directory
            .sources(
                POSTGRESQL
                    + """
                        iceberg_catalog: lake
                        kafka_cluster: primary
                        format_version: 3
                        cdc:
                          trigger_interval: 500ms
                          batch_size: 20000
                          max_batch_bytes: 5000000000
                          checkpoint_directory: s3a://lake/checkpoints
                          tables_at_once: 9
                    """
                        .indent(0))
            .load("shop");

    assertThat(source.namespace().catalog()).isEqualTo("lake");
    assertThat(source.kafkaCluster()).isEqualTo("primary");
    assertThat(source.formatVersion()).isEqualTo(3);
    assertThat(source.cdc())
        .isEqualTo(
            new CdcConfig(
                Duration.ofMillis(500),
                20000,
                5_000_000_000L,
                "s3a://lake/checkpoints",
                9,
                1000,
                false,
                ChangePolicy.defaults()));
  }

  @Test
  void acceptsTheHonestNames() {
    BulkLoadConfig bulkLoad =
        directory
            .sources(POSTGRESQL + "    bulk_load: { splits_per_table: 3, tables_at_once: 5 }\n")
            .load("shop")
            .bulkLoad();

    assertThat(bulkLoad.tables().splits()).isEqualTo(3);
    assertThat(bulkLoad.tablesAtOnce()).isEqualTo(5);
  }

  @Test
  void aTableIsLoadedAsItSays() {
    SourceConfig source =
        directory
            .sources(
                POSTGRESQL
                    + """
                        bulk_load: { parallel_tables: 3, batch_size: 7 }
                        tables:
                          orders: { bulk_load: { splits_per_table: 16, skip_empty_tables: false } }
                          "o*": { bulk_load: { verify: checksum } }
                    """
                        .indent(0))
            .load("shop");

    TableLoad all = source.bulkLoad().tables();
    assertThat(all).isEqualTo(new TableLoad(3, 7, true, LongColumns.EXCLUDE, COUNT));
    assertThat(source.loadOf("unsaid")).isEqualTo(all);
    assertThat(source.loadOf("orders"))
        .isEqualTo(new TableLoad(16, 7, false, LongColumns.EXCLUDE, COUNT));
    assertThat(source.loadOf("offers"))
        .isEqualTo(new TableLoad(3, 7, true, LongColumns.EXCLUDE, CHECKSUM));
  }

  @Test
  void neverPrintsThePassword() {
    assertThat(directory.sources(POSTGRESQL).load("shop").toString())
        .contains("password=******")
        .doesNotContain("tiger");
  }

  @Test
  void remembersTheVariableThatAPasswordIs() throws IOException {
    Files.writeString(path.resolve("password"), "tiger");

    assertThat(passwordFrom("${POSTGRES_PASSWORD}").findVariable()).contains("POSTGRES_PASSWORD");
    assertThat(passwordFrom("x${POSTGRES_PASSWORD}").findVariable()).isEmpty();
    assertThat(passwordFrom("${FILE:password}").findVariable()).isEmpty();
    assertThat(passwordFrom("plain").findVariable()).isEmpty();
  }

  private Secret passwordFrom(String text) {
    return directory
        .sources(POSTGRESQL.replace("${POSTGRES_PASSWORD}", text))
        .load("shop")
        .connection()
        .password();
  }

  @Test
  void takesTextAsItIsWritten() {
    DatabaseConnection connection =
        directory
            .sources(
                POSTGRESQL
                    .replace("etl_user", "no")
                    .replace("${POSTGRES_PASSWORD}", "12:30")
                    .replace("database: shop", "database: 010\n      schema: 2024-01-01"))
            .load("shop")
            .connection();

    assertThat(connection.username()).isEqualTo("no");
    assertThat(connection.password().reveal()).isEqualTo("12:30");
    assertThat(connection.database()).isEqualTo("010");
    assertThat(connection.schema()).isEqualTo("2024-01-01");
  }

  @Test
  void readsNumbersAsDecimal() {
    assertThat(
            directory
                .sources(POSTGRESQL + "    bulk_load: { parallel_tables: 010 }\n")
                .load("shop")
                .bulkLoad()
                .tables()
                .splits())
        .isEqualTo(10);
  }

  @Test
  void readsNumbersFromVariables() {
    assertThat(
            directory
                .variable("PORT", "6432")
                .sources(
                    POSTGRESQL.replace("database: shop", "database: shop\n      port: ${PORT}"))
                .load("shop")
                .connection()
                .port())
        .isEqualTo(6432);
  }

  @Test
  void neverReadsASecretAsYaml() {
    assertThat(
            directory
                .variable("POSTGRES_PASSWORD", "*a: 'b' #c ${D}")
                .sources(POSTGRESQL)
                .load("shop")
                .connection()
                .password()
                .reveal())
        .isEqualTo("*a: 'b' #c ${D}");
  }

  @Test
  void sharesASectionThroughAnAlias() {
    String second =
        POSTGRESQL
            .substring("sources:\n".length())
            .replace("shop:", "crm:")
            .replace("prod.shop", "prod.crm")
            .concat("    bulk_load: *fast\n");

    SourceConfig crm =
        directory
            .sources(POSTGRESQL + "    bulk_load: &fast { parallel_tables: 32 }\n" + second)
            .load("crm");

    assertThat(crm.bulkLoad().tables().splits()).isEqualTo(32);
  }

  @Test
  void resolvesOnlyTheSourceThatIsAskedFor() {
    String second =
        POSTGRESQL
            .substring("sources:\n".length())
            .replace("shop:", "crm:")
            .replace("prod.shop", "prod.crm")
            .replace("POSTGRES_PASSWORD", "UNSET");

    directory.sources(POSTGRESQL + second);

    assertThat(directory.load("shop").name()).isEqualTo("shop");
    assertThat(directory.loader().sourceNames()).containsExactly("shop", "crm");
  }

  @Test
  void aTableChangesWhatItsSourceSaysOfChanges() {
    SourceConfig source =
        directory
            .sources(
                POSTGRESQL
                    + """
                        cdc:
                          delete_mode: soft
                          metadata_columns: [applied_at, operation]
                          schema_drift:
                            add: freeze
                        tables:
                          audit_*:
                            delete_mode: ignore
                            keyless_tables: append
                            schema_drift:
                              drop: fail
                    """
                        .indent(0))
            .load("shop");

    ChangePolicy all = source.policyOf("orders");
    assertThat(all.deletes()).isEqualTo(DeleteMode.SOFT);
    assertThat(all.keyless()).isEqualTo(KeylessMode.EXACT);
    assertThat(all.metadata())
        .containsExactlyInAnyOrder(MetadataColumn.OPERATION, MetadataColumn.APPLIED_AT);
    assertThat(all.on(DriftKind.ADD)).isEqualTo(DriftPolicy.FREEZE);
    assertThat(all.on(DriftKind.NARROW)).isEqualTo(DriftPolicy.FAIL);
    assertThat(source.policyOf("audit_log"))
        .isEqualTo(
            all.withDeletes(DeleteMode.IGNORE)
                .withKeyless(KeylessMode.APPEND)
                .with(DriftKind.DROP, DriftPolicy.FAIL));
  }
}
