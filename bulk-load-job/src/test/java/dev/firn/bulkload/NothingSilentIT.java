package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.LoadVerification;
import dev.firn.config.TableConfig;
import dev.firn.config.TableLoad;
import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableProperty;
import dev.firn.model.LongColumns;
import dev.firn.model.TableId;
import dev.firn.model.TargetLayout;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load that ends well must not leave behind: rows that are not those of the source. */
class NothingSilentIT extends LoadFixture {

  private static final BulkLoadConfig WITHOUT_EMPTY_TABLES =
      new BulkLoadConfig(
          new TableLoad(8, 50_000, true, LongColumns.EXCLUDE, LoadVerification.COUNT),
          4,
          true,
          1,
          1,
          100_000,
          List.of());

  @ParameterizedTest(name = "fresh start: {0}")
  @ValueSource(booleans = {false, true})
  void aTableThatWasEmptiedAtTheSourceBecomesEmpty(boolean fresh) {
    settings = WITHOUT_EMPTY_TABLES;
    tables = List.of(keptThoughEmpty("wan*"));
    execute(
        "CREATE TABLE $S.wanted (id int PRIMARY KEY)",
        "CREATE TABLE $S.t (id int PRIMARY KEY)",
        "INSERT INTO $S.t VALUES (1), (2), (3)",
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY LIST (id)",
        "CREATE TABLE $S.parts1 PARTITION OF $S.parts FOR VALUES IN (1)",
        "INSERT INTO $S.parts VALUES (1)",
        "CREATE TABLE $S.never (id int PRIMARY KEY)");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    execute("TRUNCATE $S.t", "DROP TABLE $S.parts1");
    assertThat(load(null, true, fresh).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "id")).isEmpty();
    assertThat(lakeRows("parts", "id")).isEmpty();
    assertThat(lake.find(lakeId("never"))).isEmpty();
    assertThat(lakeRows("wanted", "id")).isEmpty();
  }

  private static TableConfig keptThoughEmpty(String pattern) {
    return new TableConfig(
        pattern,
        TargetLayout.PLAIN,
        load ->
            new TableLoad(
                load.splits(), load.fetchSize(), false, load.longColumns(), load.verification()),
        UnaryOperator.identity());
  }

  /** Names of types say nothing without their schemas. */
  @Test
  void typesOfSomebodysOwnAreNotTakenForThoseOfTheSameName() {
    execute(
        "CREATE DOMAIN $S.uuid AS text",
        "CREATE DOMAIN $S.hstore AS text",
        "CREATE DOMAIN $S.interval AS text",
        "CREATE TYPE $S.path AS ENUM ('a')",
        "CREATE TYPE $S.daterange AS RANGE (subtype = timestamptz)",
        "CREATE TABLE $S.own (id int PRIMARY KEY, u $S.uuid[], h $S.hstore[], i $S.interval[],"
            + " p $S.path, pp $S.path[], r $S.daterange, x uuid[])",
        "INSERT INTO $S.own VALUES (1, '{abcdefghijklmnop}', '{text}', '{long}', 'a', '{a}',"
            + " '[2020-01-01 00:00+05,2020-01-02 00:00+05)',"
            + " '{01020304-0506-0708-090a-0b0c0d0e0f10}')",
        "CREATE DOMAIN $S.corner AS box",
        "CREATE TABLE $S.boxes (id int PRIMARY KEY, b $S.corner[])",
        "INSERT INTO $S.boxes VALUES (1, '{(2,2),(1,1);(4,4),(3,3)}')");
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString()).contains("column b has type box[], which cannot be streamed");
    assertThat(lakeRows("own", "concat(u[0], ' ', h[0], ' ', i[0], ' ', p, pp[0], ' ', r)"))
        .containsExactly(
            "abcdefghijklmnop text long aa"
                + " [\"2019-12-31 19:00:00+00\",\"2020-01-01 19:00:00+00\")");
    assertThat(lakeRows("own", "x[0]")).containsExactly("01020304-0506-0708-090a-0b0c0d0e0f10");
    assertThat(
            lake.open(lakeId("own")).state().findContract().orElseThrow().columns().stream()
                .map(column -> column.type().toString()))
        .containsExactly(
            "int4",
            name + ".uuid[]",
            name + ".hstore[]",
            name + ".interval[]",
            name + ".path",
            name + ".path[]",
            name + ".daterange",
            "uuid[]");
  }

  /** The status is written less often than tables are published, so a kill can leave any row. */
  @ParameterizedTest(name = "the status says {0}")
  @CsvSource({
    "pending, NULL, NULL",
    "skipped, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00'",
    "failed, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00'",
    "in_progress, TIMESTAMP '2020-01-01 00:00:00', NULL"
  })
  void aTableThatWasPublishedIsNotLoadedAgainWhateverItsStatusSays(
      String status, String start, String end) {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    long snapshot = lake.open(lakeId("t")).snapshotId();
    spark.sql(
        "UPDATE %s SET load_status = '%s', initial_load_start = %s, initial_load_end = %s,"
                .formatted(lakeId("_cdc_status").quoted(), status, start, end)
            + " run_id = 'other'");
    assertThat(load(null, false, false).toString()).contains("which was ended");
    assertThat(lake.open(lakeId("t")).snapshotId()).isEqualTo(snapshot);
    assertThat(lakeRows("_cdc_status", "load_status")).containsExactly("completed");
  }

  @Test
  void aTableWhoseLaterLoadHasFailedIsLoadedAgain() {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.verify")) {
            throw new IllegalStateException("not what was sent");
          }
        });
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.FAILED);
    FaultPoint.install(null);
    execute("INSERT INTO $S.t VALUES (2)");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "id")).containsExactly("1", "2");
  }

  @Test
  void aLoadAfterWhichNothingIsFollowedSaysThatTheServerKeepsItsLog() {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.verify")) {
            throw new IllegalStateException("not what was sent");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("SELECT pg_drop_replication_slot('firn_" + name + "')");
    FaultPoint.install(null);
    printed.reset();
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("keeps its log");
  }

  /** The load that a stream asks for after a column was given another type. */
  @Test
  void aReloadTakesAWiderTypeAndNamesTheWayToAnyOther() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, a int, b int)",
        "INSERT INTO $S.t VALUES (1, 1, 1)");
    load(null, false, false);
    execute("ALTER TABLE $S.t ALTER a TYPE bigint USING a * 3000000000");
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "a")).containsExactly("3000000000");
    execute("ALTER TABLE $S.t ALTER b TYPE text");
    LoadReport refused = load(null, true, false);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.toString())
        .contains("column b is int in the lake and string at the source. Use --fresh-start");
    assertThat(load(null, true, true).exitCode()).isEqualTo(ExitCode.OK);
  }

  /** Policies hold for the owner too where they are forced. */
  @Test
  void rowsThatTheUserMayNotSeeAreRefusedByNameAndNotLeftOut() {
    reader = "reader_" + name;
    execute(
        "CREATE TABLE $S.whole (id int PRIMARY KEY)",
        "INSERT INTO $S.whole VALUES (1)",
        "CREATE TABLE $S.t (id int PRIMARY KEY, n numeric)",
        "INSERT INTO $S.t SELECT g, g FROM generate_series(1, 10) g",
        "ALTER TABLE $S.t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE $S.t FORCE ROW LEVEL SECURITY",
        "CREATE POLICY \"Few rows\" ON $S.t USING (id < 4)",
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY LIST (id)",
        "CREATE TABLE $S.leaf PARTITION OF $S.parts FOR VALUES IN (1)",
        "ALTER TABLE $S.leaf ENABLE ROW LEVEL SECURITY",
        "CREATE ROLE " + reader + " LOGIN REPLICATION PASSWORD 'pw'",
        "GRANT CREATE ON DATABASE " + postgres.database() + " TO " + reader,
        "ALTER SCHEMA $S OWNER TO " + reader,
        "ALTER TABLE $S.whole OWNER TO " + reader,
        "ALTER TABLE $S.t OWNER TO " + reader,
        "ALTER TABLE $S.parts OWNER TO " + reader,
        "GRANT SELECT ON $S.leaf TO " + reader);
    String forced =
        "row level security of $S.t, policy \"Few rows\", hides rows from user $U; grant it with"
            + " ALTER ROLE $U BYPASSRLS";
    String plain =
        "row level security of $S.leaf, which has no policy, hides rows from user $U; grant it with"
            + " ALTER ROLE $U BYPASSRLS, or make it the owner";
    assertThat(
            new PlanText(request(TableSelection.ALL, false, false))
                .of(
                    job(TableSelection.ALL, false, false).plan(),
                    SourceDatabase.of(source(), Clock.systemUTC())))
        .contains("refuse: FIRN-3001 Cannot load %s.t: ".formatted(name) + named(forced) + ".")
        .contains("refuse: FIRN-3001 Cannot load %s.parts: ".formatted(name) + named(plain) + ".")
        .doesNotContain("refuse: FIRN-3001 Cannot load %s.whole".formatted(name));

    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString()).contains(named(forced), named(plain));
    assertThat(lakeRows("whole", "id")).containsExactly("1");
    assertThat(lake.find(lakeId("t"))).isEmpty();
    requireNothingIsFiltered();

    execute("ALTER ROLE " + reader + " BYPASSRLS");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "id")).hasSize(10);
  }

  private String named(String text) {
    return text.replace("$S", name).replace("$U", reader);
  }

  /** Whoever asks without looking first is refused too. */
  private void requireNothingIsFiltered() {
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    try (ReadSession session = database.openReadSession(database.discoverAll("t"))) {
      assertThatThrownBy(() -> session.countRows(new TableId(name, "t")))
          .hasMessageContaining("row-level security policy for table \"t\"");
    }
  }

  @Test
  void aNamespaceBelongsToOneSourceAndOneSchema() {
    execute("CREATE TABLE $S.orders (id int PRIMARY KEY)", "INSERT INTO $S.orders VALUES (1)");
    load(null, false, false);
    LakeTable loaded = lake.open(lakeId("orders"));
    assertThat(loaded.state().findSource()).contains(name);

    loaded.alter().setProperties(Map.of(TableProperty.SOURCE, "crm"));
    String refusal =
        "Cannot load source %s, schema %s into bronze.%s: its table orders is of source crm, schema %s."
            .formatted(name, name, name, name);
    assertThatThrownBy(() -> load(null, false, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(refusal);
    assertThatThrownBy(() -> load(null, false, true)).hasMessageContaining(refusal);
    assertThatThrownBy(() -> job(TableSelection.ALL, false, false).plan())
        .hasMessageContaining(refusal);
    assertThat(lakeRows("orders", "id")).containsExactly("1");

    // From before the source was noted.
    lake.open(lakeId("orders"))
        .alter()
        .setProperties(Map.of(TableProperty.SOURCE, TableProperty.REMOVED));
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    String contract =
        lake.open(lakeId("orders")).findProperty(TableProperty.CONTRACT).orElseThrow();
    lake.open(lakeId("orders"))
        .alter()
        .setProperties(Map.of(TableProperty.CONTRACT, contract.replace(name, "elsewhere")));
    assertThatThrownBy(() -> load(null, false, false))
        .hasMessageContaining("its table orders is of source " + name + ", schema elsewhere.");
  }
}
