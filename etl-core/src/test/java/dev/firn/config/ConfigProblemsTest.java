package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads when {@code sources.yaml} cannot be used. */
class ConfigProblemsTest {

  /** Line 11 is free for one more key of the connection, line 12 for a bulk_load section. */
  private static final String VALID =
      """
      sources:
        crm:
          database_type: postgresql
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          database_connection:
            host: db.example.com
            database: crm
            username: etl_user
            password: ${CRM_PASSWORD}
      """;

  @TempDir private Path path;
  private ConfigDirectory directory;

  @BeforeEach
  void createDirectory() {
    directory = new ConfigDirectory(path).variable("CRM_PASSWORD", "tiger");
  }

  @Test
  void reportsEveryProblemAtOnceInTheOrderOfTheFile() {
    ConfigException failure =
        failureOf(
            """
            sources:
              crm:
                database_type: oracel
                iceberg_namespace: bronze.crm
                database_connection:
                  host: db.example.com
                  service_name: CRM
                  username: etl_user
                  password: ${UNSET_PASSWORD}
                bulk_load:
                  paralel_tables: 8
                  parallel_workers: eight
            """);

    assertThat(failure)
        .hasMessage(
            """
            FIRN-1001 Cannot use %1$s, 5 problems:
            - %1$s:2:3: sources.crm.kafka_topic_prefix: missing, expected a name of letters, digits, \
            "_", "-" and "."
            - %1$s:3:20: sources.crm.database_type: expected one of [oracle, postgresql], got \
            "oracel", did you mean "oracle"?
            - %1$s:9:17: sources.crm.database_connection.password: environment variable \
            UNSET_PASSWORD is not set. Export it, or mount it as a file and use ${FILE:/path}
            - %1$s:11:7: sources.crm.bulk_load.paralel_tables: unknown key, did you mean \
            "parallel_tables"? Known keys are [parallel_tables, parallel_workers, batch_size, \
            skip_empty_tables, handle_long_columns, checkpoint_enabled, max_retries, \
            retry_backoff, large_table_threshold, verify, also_load, capture_changes, \
            max_bytes_per_second]
            - %1$s:12:25: sources.crm.bulk_load.parallel_workers: expected an integer of at least \
            1, got "eight\""""
                .formatted(path.resolve("sources.yaml")));
    assertThat(failure.problems()).hasSize(5);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          parallel_tables       | 0           | expected an integer of at least 1, got "0"
          parallel_tables       | 1.5         | expected an integer of at least 1, got "1.5"
          parallel_tables       | 0x10        | expected an integer of at least 1, got "0x10"
          parallel_tables       | 99999999999 | expected an integer of at least 1, got "99999999999"
          parallel_tables       | [8]         | expected an integer of at least 1, got a list
          parallel_tables       | {a: 8}      | expected an integer of at least 1, got a mapping
          parallel_tables       | ''          | empty, expected an integer of at least 1
          parallel_tables       | ~           | empty, expected an integer of at least 1
          parallel_tables       | '"  "'      | empty, expected an integer of at least 1
          max_retries           | -1          | expected an integer of at least 0, got "-1"
          retry_backoff         | 0.5         | expected a number of at least 1, got "0.5"
          retry_backoff         | .inf        | expected a number of at least 1, got ".inf"
          skip_empty_tables     | no          | expected one of [true, false], got "no"
          skip_empty_tables     | True        | expected one of [true, false], got "True", did you mean "true"?
          handle_long_columns   | skip_tables | expected one of [exclude, skip_table, error], got "skip_tables", did you mean "skip_table"?
          handle_long_columns   | !skip x     | "!" begins a tag, which has no use here. Put the value in quotes
          large_table_threshold | 12:30       | expected an integer of at least 0, got "12:30"
          """)
  void namesWhatItExpectedAndWhatItGot(String key, String value, String problem) {
    assertThat(problemsOf(VALID + "    bulk_load:\n      " + key + ": " + value + "\n"))
        .singleElement()
        .asString()
        .matches(".*sources\\.yaml:12:[0-9]+: .*")
        .endsWith(": sources.crm.bulk_load." + key + ": " + problem);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka_topic_prefix: prod.crm | kafka_topic_prefix: prod/crm | 4:25: sources.crm.kafka_topic_prefix: expected a name of letters, digits, "_", "-" and ".", got "prod/crm"
          bronze.crm         | bronze..crm         | 5:24: sources.crm.iceberg_namespace: expected names joined by dots, such as bronze.myapp, got "bronze..crm"
          db.example.com     | db.example.com:5432 | 7:13: sources.crm.database_connection.host: expected a host name or address without scheme and port, got "db.example.com:5432"
          db.example.com     | jdbc:x://u:tiger@db | 7:13: sources.crm.database_connection.host: expected a host name or address without scheme and port, got a text with "@"
          host:              | hots:               | 7:7: sources.crm.database_connection.hots: unknown key, did you mean "host"? Known keys are [host, port, database, service_name, sid, tns_alias, connect_descriptor, protocol, tns_admin, wallet_location, wallet_password, username, password, schema, sslmode, sslrootcert, sslcert, sslkey, sslpassword, jdbc_options, connect_worker]
          ${CRM_PASSWORD}    | ${CRM_PASSWORD      | 10:17: sources.crm.database_connection.password: "${" without "}", a placeholder is ${NAME}, ${NAME:-default}, ${NAME:?message}, ${FILE:/path}, ${VAULT:mount/path#key}, ${AWS:name#key} or ${HADOOP:alias}. Write $${ for a literal "${"
          ${CRM_PASSWORD}    | '[tiger]'           | 10:17: sources.crm.database_connection.password: expected a value, got a list
          ${CRM_PASSWORD}    | '#tiger'            | 10:16: sources.crm.database_connection.password: empty, expected a value
          """)
  void pointsAtTheValue(String valid, String broken, String problem) {
    assertThat(problemsOf(VALID.replace(valid, broken)))
        .contains(path.resolve("sources.yaml") + ":" + problem);
  }

  /** Debezium names topics by it, and whose events they bring no topic says. */
  @Test
  void refusesTwoSourcesWhoseTopicsAreTheSame() {
    String other = VALID.substring("sources:\n".length()).replace("  crm:", "  shop:");
    assertThat(problemsOf(VALID + other))
        .singleElement()
        .asString()
        .endsWith(
            "sources.shop.kafka_topic_prefix: source crm has the same, and events of both would come"
                + " on the same topics; give each its own");
  }

  @Test
  void acceptsAddressesAsHosts() {
    for (String host : List.of("10.0.0.7", "::1", "[2001:db8::7]", "db_1.internal", "localhost")) {
      String yaml = VALID.replace("db.example.com", "'" + host + "'");
      assertThat(directory.sources(yaml).load("crm").connection().host()).isEqualTo(host);
    }
  }

  @Test
  void checksTheSourcesThatNobodyAskedForToo() {
    String other =
        VALID
            .substring("sources:\n".length())
            .replace("crm", "shop")
            .replace("${CRM_PASSWORD}", "${UNSET}\n      port: ${UNSET}\n      prot: 5432");

    assertThat(problemsOf(VALID + other))
        .singleElement()
        .asString()
        .contains(":21:7: sources.shop.database_connection.prot: unknown key, did you mean");
  }

  @Test
  void checksTheFormOfEveryPlaceholder() {
    String other =
        VALID
            .substring("sources:\n".length())
            .replace("crm", "shop")
            .replace("${CRM_PASSWORD}", "${un set}");

    assertThat(problemsOf(VALID + other))
        .singleElement()
        .asString()
        .contains(":19:17: sources.shop.database_connection.password: unknown placeholder, ");
  }

  @Test
  void namesBothPlacesOfADuplicateKey() {
    assertThat(problemsOf(VALID + "      host: other.example.com\n"))
        .containsExactly(
            "%1$s:11:7: sources.crm.database_connection.host: duplicate key, first given at %1$s:7:7. Keep one"
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void namesBothPlacesOfADuplicateSource() {
    assertThat(problemsOf(VALID + VALID.substring("sources:\n".length())))
        .containsExactly(
            "%1$s:11:3: sources.crm: duplicate key, first given at %1$s:2:3. Keep one"
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void refusesAKeyBesideItsAlias() {
    String bulkLoad = "    bulk_load:\n      parallel_tables: 8\n      splits_per_table: 8\n";

    assertThat(problemsOf(VALID + bulkLoad))
        .containsExactly(
            "%1$s:13:7: sources.crm.bulk_load.splits_per_table: means the same as parallel_tables, given at %1$s:12:7. Keep one"
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void saysWhereAMisplacedKeyBelongs() {
    assertThat(problemsOf(VALID + "    parallel_tables: 8\n"))
        .singleElement()
        .asString()
        .endsWith(":11:5: sources.crm.parallel_tables: unknown key, it belongs below bulk_load");
  }

  @Test
  void listsTheKnownKeysWithoutASuggestion() {
    assertThat(problemsOf(VALID + "    cdc:\n      colour: red\n"))
        .singleElement()
        .asString()
        .endsWith(
            ": sources.crm.cdc.colour: unknown key, known keys are"
                + " [trigger_interval, batch_size, max_batch_bytes, checkpoint_directory,"
                + " tables_at_once, dead_letter_limit, trust_connector, shapes, delete_mode,"
                + " truncate_mode, keyless_tables, metadata_columns, history, schema_drift]");
  }

  private static final String ORACLE =
      VALID.replace("postgresql", "oracle").replace("database: crm", "service_name: CRM");

  @Test
  void takesOneNameOfADatabaseOnly() {
    assertThat(problemsOf(ORACLE + "      sid: CRM1\n"))
        .singleElement()
        .asString()
        .endsWith(
            ":11:7: sources.crm.database_connection.sid: names the database again, after"
                + " service_name");
  }

  @Test
  void asksForAHostUnlessSomethingElseNamesIt() {
    String withoutHost = ORACLE.replaceFirst("      host: .*\\n", "");
    assertThat(problemsOf(withoutHost))
        .singleElement()
        .asString()
        .endsWith(
            "sources.crm.database_connection.host: missing, expected a host name or address without"
                + " scheme and port");
    directory.sources(
        withoutHost.replace("service_name: CRM", "connect_descriptor: (DESCRIPTION=(X=1))"));
    assertThat(directory.load("crm").connection().host()).isEmpty();
    assertThat(problemsOf(withoutHost.replace("service_name: CRM", "tns_alias: CRM")))
        .singleElement()
        .asString()
        .endsWith("sources.crm.database_connection.tns_admin: missing, tns_alias needs it");
  }

  @Test
  void asksForAHostOfWhateverKindOfDatabase() {
    assertThat(
            problemsOf(
                VALID
                    .replaceFirst("      host: .*\\n", "")
                    .replace("database_type: postgresql", "database_type: postgres")))
        .hasSize(2)
        .last()
        .asString()
        .contains("sources.crm.database_connection.host: missing, expected a host name");
  }

  @Test
  void refusesWhatWouldSayMoreThanAName() {
    assertThat(problemsOf(ORACLE.replace("service_name: CRM", "service_name: CRM)(X=1")))
        .singleElement()
        .asString()
        .contains("service_name: expected a name without blanks, quotes, parentheses");
  }

  @Test
  void keepsOptionsOfOneDatabaseFromTheOther() {
    assertThat(
            problemsOf(
                VALID
                    + "      wallet_location: /etc/w\n      jdbc_options:\n        a.b: secret-1\n"))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).endsWith(": for oracle only. Remove it"))
        .noneSatisfy(problem -> assertThat(problem).contains("secret-1"));
    assertThat(problemsOf(ORACLE + "      jdbc_options:\n        user: x\n        a.b: y\n"))
        .singleElement()
        .asString()
        .endsWith(
            "sources.crm.database_connection.jdbc_options.user: set by database_connection. Remove"
                + " it");
  }

  @Test
  void asksForTheNameThatTheDatabaseHas() {
    assertThat(problemsOf(VALID.replace("database: crm", "service_name: CRM")))
        .singleElement()
        .asString()
        .endsWith(
            ":8:7: sources.crm.database_connection.service_name: not for postgresql, use database"
                + " instead");
    assertThat(problemsOf(VALID.replace("postgresql", "oracle")))
        .singleElement()
        .asString()
        .endsWith(
            ":8:7: sources.crm.database_connection.database: not for oracle, use service_name"
                + " instead");
    assertThat(problemsOf(VALID + "      service_name: CRM\n"))
        .singleElement()
        .asString()
        .endsWith(
            ":11:7: sources.crm.database_connection.service_name: not for postgresql, use database"
                + " instead");
    assertThat(problemsOf(VALID.replace("      database: crm\n", "")))
        .singleElement()
        .asString()
        .endsWith(":6:5: sources.crm.database_connection.database: missing, postgresql needs it");
  }

  @Test
  void reportsAMissingOrEmptySection() {
    String withoutConnection = VALID.substring(0, VALID.indexOf("    database_connection"));

    assertThat(problemsOf(withoutConnection))
        .singleElement()
        .asString()
        .endsWith(
            ":2:3: sources.crm.database_connection: missing, expected a mapping with keys of [host,"
                + " port, database, service_name, sid, tns_alias, connect_descriptor, protocol,"
                + " tns_admin, wallet_location, wallet_password, username, password, schema,"
                + " sslmode, sslrootcert, sslcert, sslkey, sslpassword, jdbc_options,"
                + " connect_worker]");
    assertThat(problemsOf(withoutConnection + "    database_connection: db.example.com\n"))
        .singleElement()
        .asString()
        .contains(":6:26: sources.crm.database_connection: expected a mapping with keys of [host,")
        .endsWith("], got a single value");
    assertThat(problemsOf(VALID + "    bulk_load:\n"))
        .singleElement()
        .asString()
        .contains(": sources.crm.bulk_load: empty, expected a mapping with keys of [");
  }

  @Test
  void reportsAnEmptyVariable() {
    directory.variable("CRM_PASSWORD", "");

    assertThat(problemsOf(VALID))
        .singleElement()
        .asString()
        .endsWith("password: expected a value, got an empty text from ${CRM_PASSWORD}");
  }

  @Test
  void neverRepeatsWhatAVariableHolds() {
    assertThat(problemsOf(VALID + "      port: ${CRM_PASSWORD}\n"))
        .singleElement()
        .asString()
        .endsWith(
            "port: expected an integer from 1 to 65535, got something else from ${CRM_PASSWORD}")
        .doesNotContain("tiger");
  }

  @Test
  void neverRepeatsAPasswordWithoutABlankBeforeIt() {
    String yaml = VALID.replaceFirst("(?s)database_connection:.*", "database_connection: ");

    assertThat(problemsOf(yaml + "{host: a, database: b, username: c, password:tiger}\n"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .endsWith(
                        ":6:62: sources.crm.database_connection.password: a blank is missing after"
                            + " the colon"))
        .noneSatisfy(problem -> assertThat(problem).contains("tiger"));
  }

  @Test
  void survivesAFileThatContainsItself() {
    assertThat(problemsOf("sources: &all\n  crm: *all\n"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains(":2:3: sources.crm.crm: unknown key, known keys are"));
  }

  @Test
  void refusesMergeKeys() {
    assertThat(problemsOf(VALID + "    cdc:\n      <<: {batch_size: 7}\n"))
        .singleElement()
        .asString()
        .endsWith("sources.crm.cdc.<<: merging keys with << is not supported. Write the keys out");
  }

  @Test
  void refusesASourceNameThatIsNoFileName() {
    assertThat(problemsOf(VALID.replace("  crm:", "  ../crm:")))
        .singleElement()
        .asString()
        .endsWith(
            ":2:3: sources.../crm: expected a name of letters, digits, \"_\", \"-\" and \".\"");
  }

  @ParameterizedTest(name = "{0} is reported")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | 1:1: empty, expected the key sources with a mapping below it
          '# nothing'   | 1:1: empty, expected the key sources with a mapping below it
          sources       | 1:1: expected the key sources with a mapping below it, got a single value
          '[sources]'   | 1:1: expected the key sources with a mapping below it, got a list
          'sources:'    | 1:9: sources: empty, expected at least one source, its name as the key
          'sources: {}' | 1:10: sources: empty, expected at least one source, its name as the key
          'sources: []' | 1:10: sources: expected at least one source, its name as the key, got a list
          """)
  void reportsAFileWithoutSources(String yaml, String problem) {
    assertThat(problemsOf(yaml)).contains(path.resolve("sources.yaml") + ":" + problem);
  }

  @Test
  void reportsAForgottenRootKey() {
    assertThat(problemsOf("crm:\n  database_type: oracle\n"))
        .containsExactly(
            "%1$s:1:1: crm: unknown key, expected sources, defaults or version"
                .formatted(path.resolve("sources.yaml")),
            "%1$s:1:1: sources: missing, expected at least one source, its name as the key"
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void suggestsTheNearestSource() {
    directory.sources(VALID);

    assertThatThrownBy(() -> directory.load("crn"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot find source \"crn\" in %s, did you mean \"crm\"? Known sources are [crm]."
                .formatted(path.resolve("sources.yaml")));
    assertThatThrownBy(() -> directory.load("warehouse"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot find source \"warehouse\" in %s. Known sources are [crm]."
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void namesTheTemplateOfAMissingFile() {
    assertThatThrownBy(() -> directory.load("crm"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot read %1$s: it does not exist. Create it with \"cp %1$s.template %1$s\" and fill it in."
                .formatted(path.resolve("sources.yaml")));
  }

  @Test
  void namesFilesAsTheyAreTypedInTheCurrentDirectory() {
    ConfigLoader loader = ConfigLoader.fromDirectory(Path.of("no-such-config").toAbsolutePath());

    assertThatThrownBy(() -> loader.loadSource("crm"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot read no-such-config/sources.yaml: it does not exist. Create it with"
                + " \"cp no-such-config/sources.yaml.template no-such-config/sources.yaml\""
                + " and fill it in.");
  }

  @Test
  void reportsAFileThatCannotBeRead() throws IOException {
    Files.createDirectory(path.resolve("sources.yaml"));

    assertThatThrownBy(() -> directory.load("crm"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot read " + path.resolve("sources.yaml") + ": ")
        .hasMessageEndingWith("Make it a file that this user may read.");
  }

  @Test
  void reportsAFileThatIsNoText() throws IOException {
    Files.write(path.resolve("sources.yaml"), new byte[] {'a', (byte) 0xff});

    assertThatThrownBy(() -> directory.load("crm"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot read " + path.resolve("sources.yaml") + ": it is not UTF-8 text. Convert it.");
  }

  private List<String> problemsOf(String yaml) {
    return failureOf(yaml).problems();
  }

  private ConfigException failureOf(String yaml) {
    directory.sources(yaml);
    return catchThrowableOfType(ConfigException.class, () -> directory.load("crm"));
  }
}
