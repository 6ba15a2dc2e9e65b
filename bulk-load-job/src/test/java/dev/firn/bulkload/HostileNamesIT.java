package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.SourceConfig;
import dev.firn.config.binding.Secret;
import dev.firn.error.FirnException;
import dev.firn.model.LoadOutcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and patterns that try to be more: nothing of them is executed, and no row is lost. */
class HostileNamesIT extends LoadFixture {

  private static final List<String> NAMES =
      List.of(
          "x\"; DROP TABLE canary; --",
          "x'; DROP TABLE canary; --",
          "x`; DROP TABLE canary; --",
          "x) TO PROGRAM 'touch /tmp/firn-was-here'; --",
          "back\\slash\\'",
          "per%cent%s%d%n",
          "dollar$1${USER}#{x}{0}",
          "select",
          "with  blanks ",
          "Ünïcödé 表",
          "dots.and.dots",
          "new\nline",
          "tab\tand\rreturn",
          "slash/es",
          "../../outside",
          "..",
          "colon:hash#mark?",
          "%2e%2e%2fescaped",
          "x".repeat(63));

  private @Nullable String schema;

  @BeforeEach
  void createCanary() {
    execute("CREATE TABLE $S.canary (id int PRIMARY KEY)", "INSERT INTO $S.canary VALUES (1)");
  }

  @Override
  SourceConfig source() {
    SourceConfig usual = super.source();
    if (schema == null) {
      return usual;
    }
    return new SourceConfig(
        usual.name(),
        usual.databaseType(),
        usual.topicPrefix(),
        usual.namespace(),
        usual.kafkaCluster(),
        new DatabaseConnection(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            postgres.username(),
            Secret.of(postgres.password()),
            schema),
        settings,
        usual.cdc(),
        usual.unknownTypes(),
        usual.openNumbers(),
        usual.formatVersion(),
        usual.tables());
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private void createTable(String inSchema, String table) throws SQLException {
    String column = quoted(table.replace("x".repeat(63), "y".repeat(63)));
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      String id = quoted(inSchema) + "." + quoted(table);
      statement.execute("CREATE TABLE " + id + " (id int PRIMARY KEY, " + column + " text)");
      try (var insert =
          connection.prepareStatement("INSERT INTO " + id + " VALUES (1, ?), (2, NULL)")) {
        insert.setString(1, table);
        insert.execute();
      }
    }
  }

  @Test
  void loadsTablesAndColumnsOfAnyNameOrSaysWhyNot() throws SQLException {
    for (String hostile : NAMES) {
      createTable(name, hostile);
    }
    requireLoadedOrRefused(load(null, false, false), name);
    assertThat(sourceNumber("SELECT count(*) FROM $S.canary")).isEqualTo(1);
    assertThat(Path.of("/tmp/firn-was-here")).doesNotExist();
  }

  private void requireLoadedOrRefused(LoadReport report, String inSchema) {
    Map<String, LoadOutcome> outcomes = outcomes(report);
    Path home = location("canary").resolve("..").normalize();
    int refused = 0;
    for (String hostile : NAMES) {
      LoadOutcome outcome = outcomes.get(hostile);
      assertThat(outcome).as("%s in %s", hostile, inSchema).isNotNull();
      if (outcome instanceof LoadOutcome.Failed failed) {
        assertThat(failed.cause()).hasMessageContaining("Cannot ");
        refused++;
        continue;
      }
      String lakeName = hostile.toLowerCase(Locale.ROOT);
      List<Row> rows = spark.table(lakeId(lakeName).quoted()).orderBy("id").collectAsList();
      assertThat(rows).as(hostile).hasSize(2);
      assertThat(rows.get(0).getString(1)).isEqualTo(hostile);
      assertThat(rows.get(1).isNullAt(1)).isTrue();
      assertThat(location(lakeName).resolve("..").normalize())
          .as("where %s lives", hostile)
          .isEqualTo(home);
    }
    assertThat(refused).as("names with a slash, and the one of two dots").isEqualTo(4);
  }

  private static Map<String, LoadOutcome> outcomes(LoadReport report) {
    Map<String, LoadOutcome> outcomes = new java.util.HashMap<>();
    report
        .outcomes()
        .forEach((plan, outcome) -> outcomes.put(plan.route().source().name(), outcome));
    return outcomes;
  }

  /** The directory of a table's files, whatever dots its name has. */
  private Path location(String table) {
    String file =
        spark
            .sql("SELECT max(file) FROM " + lakeId(table).quoted() + ".metadata_log_entries")
            .first()
            .getString(0)
            .replaceFirst("^file:", "");
    return Path.of(file).resolve("../..").normalize();
  }

  @ParameterizedTest(name = "schema {0}")
  @ValueSource(strings = {"s\"; DROP SCHEMA public; --", "S'chéma %s ", "back\\slash", "a.b"})
  void readsASchemaOfAnyName(String hostile) throws SQLException {
    schema = hostile + name;
    execute("CREATE SCHEMA " + quoted(schema));
    createTable(schema, "t");
    load(null, false, false);
    assertThat(lakeRows("t", "t")).containsExactly("null", "t");
    assertThat(sourceNumber("SELECT count(*) FROM $S.canary")).isEqualTo(1);
  }

  @ParameterizedTest(name = "--table-filter {0}")
  @ValueSource(
      strings = {
        "'; DROP TABLE canary; --",
        "x' OR '1'='1",
        "%'; SELECT pg_terminate_backend(pg_backend_pid()); --",
        "\\",
        "$$; DROP TABLE canary; $$",
        ""
      })
  void takesAFilterForNothingButAPattern(String filter) throws SQLException {
    assertThatThrownBy(() -> load(filter, false, false))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("Cannot ");
    assertThat(sourceNumber("SELECT count(*) FROM $S.canary")).isEqualTo(1);
  }

  @Test
  void refusesTablesThatWouldBeOneInTheLake() throws SQLException {
    createTable(name, "Twice");
    createTable(name, "twice");
    Map<String, LoadOutcome> outcomes = outcomes(load(null, false, false));
    assertThat(outcomes.get("canary")).isInstanceOf(LoadOutcome.Loaded.class);
    for (String same : List.of("Twice", "twice")) {
      assertThat(outcomes.get(same))
          .isInstanceOfSatisfying(
              LoadOutcome.Failed.class,
              failed ->
                  assertThat(failed.cause()).hasMessageContaining("its lake name is that of"));
    }
  }

  @Test
  void refusesTablesOfWhoseTopicsKafkaTakesOnlyOne() throws SQLException {
    createTable(name, "a.b");
    createTable(name, "a_b");
    Map<String, LoadOutcome> outcomes = outcomes(load(null, false, false));
    assertThat(outcomes.get("canary")).isInstanceOf(LoadOutcome.Loaded.class);
    for (String one : List.of("a.b", "a_b")) {
      assertThat(outcomes.get(one))
          .isInstanceOfSatisfying(
              LoadOutcome.Failed.class,
              failed -> assertThat(failed.cause()).hasMessageContaining("Kafka takes only one"));
    }
  }

  @ParameterizedTest(name = "table {0}")
  @ValueSource(strings = {"_cdc_status", "_CDC_Dead_Letter", "_cdc_runs"})
  void neverWritesASourceTableOverOneOfItsOwn(String own) throws SQLException {
    createTable(name, own);
    assertThat(outcomes(load(null, false, false)).get(own))
        .isInstanceOfSatisfying(
            LoadOutcome.Failed.class,
            failed -> assertThat(failed.cause()).hasMessageContaining("are Firn's own"));
    assertThat(lakeRows("_cdc_status", "table_name")).contains("canary");
  }
}
