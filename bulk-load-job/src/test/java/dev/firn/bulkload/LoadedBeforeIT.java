package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.connect.NameList;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.TableProperty;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a load may believe of what earlier loads have left, and of the server that it reads. */
class LoadedBeforeIT extends LoadFixture {

  private void createTables(String... tables) {
    for (String table : tables) {
      execute(
          "CREATE TABLE $S.%s (id int PRIMARY KEY, v text)".formatted(table),
          "INSERT INTO $S.%s VALUES (1, 'a')".formatted(table));
    }
  }

  private LoadReport load() {
    return load(null, false, false);
  }

  private LoadReport load(SourceConfig source, boolean fresh) {
    return job(source, TableSelection.ALL, false, fresh).run();
  }

  private void requireEqual(String table) throws Exception {
    assertThat(lakeRows(table, "concat(id, v)"))
        .as(table)
        .hasSize((int) sourceNumber("SELECT count(*) FROM $S." + table))
        .contains("2lost");
  }

  @Test
  void aRunThatIsEndedBesideItsNewSlotLeavesNoTableThatLacksChanges() throws Exception {
    createTables("a", "b");
    load();
    execute(
        "SELECT pg_drop_replication_slot('firn_$S')",
        "INSERT INTO $S.a VALUES (2, 'lost')",
        "INSERT INTO $S.b VALUES (2, 'lost')");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.slot")) {
            throw new IllegalStateException("killed");
          }
        });
    assertThatThrownBy(() -> load(null, true, false)).hasMessage("killed");
    FaultPoint.install(null);
    assertThat(load().exitCode()).isEqualTo(ExitCode.OK);
    requireEqual("a");
    requireEqual("b");
  }

  @Test
  void aTableThatFailsInALaterPassThanTheOneOfTheNewSlotIsKnownToLackChanges() {
    settings = settings(1, 0, LoadVerification.COUNT);
    createTables("b");
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
        "INSERT INTO $S.parts VALUES (1)");
    load();
    execute("SELECT pg_drop_replication_slot('firn_$S')", "INSERT INTO $S.b VALUES (2, 'lost')");
    attachAfterTheFirstPlan(
        (step, subject) -> {
          if (step.equals("load.verify") && subject.equals("b")) {
            throw new IllegalStateException("not what was sent");
          }
        });
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(lake.open(lakeId("b")).state().findGap().orElse(""))
        .contains("what changed between its load and the slot");
  }

  private void attachAfterTheFirstPlan(FaultPoint.Trap also) {
    AtomicInteger plans = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.plan") && plans.getAndIncrement() == 0) {
            execute(
                "CREATE TABLE $S.p2 (id int PRIMARY KEY)",
                "ALTER TABLE $S.parts ATTACH PARTITION $S.p2 FOR VALUES FROM (10) TO (20)");
          }
          also.reached(step, subject);
        });
  }

  /** It is not one that survives a failover, as that of a load is. */
  @Test
  void afterAnotherSlotOfTheNameEverythingIsLoadedAgain() throws Exception {
    createTables("a");
    load();
    execute(
        "SELECT pg_drop_replication_slot('firn_$S')",
        "INSERT INTO $S.a VALUES (2, 'lost')",
        "SELECT pg_create_logical_replication_slot('firn_$S', 'pgoutput')");
    assertThat(load().exitCode()).isEqualTo(ExitCode.OK);
    requireEqual("a");
  }

  /** Of every type of which the source's form is told: a row that is the same is not read. */
  @Test
  void afterALostSlotOnlyWhatDiffersIsReadIfThatIsAskedFor() {
    execute(
        "CREATE TYPE $S.mood AS ENUM ('sad', 'ok')",
        """
        CREATE TABLE $S.kinds (n int8, k text, b bool, i2 int2, i4 int4, d12 numeric(12,2),
          d38 numeric(38,10), dm numeric(7,-2), f4 float4, f8 float8, v varchar(20), c char(5),
          nm name, m $S.mood, j json, jb jsonb, x xml, by bytea, u uuid, da date, ts timestamp,
          tz timestamptz, ip inet, PRIMARY KEY (n, k)) PARTITION BY HASH (n)
        """,
        "CREATE TABLE $S.kinds0 PARTITION OF $S.kinds FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE $S.kinds1 PARTITION OF $S.kinds FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        """
        INSERT INTO $S.kinds SELECT g, 'k\u00e9' || g, g % 2 = 0, g, g * 1000, g * 1.01, g ^ 9 / 7,
          g * 100, g / 7.0, CASE g WHEN 1 THEN 'NaN' WHEN 2 THEN '-0' ELSE 1e300 / (g + 0.5) END,
          'v' || g, 'c' || g % 9, 'n' || g, (ARRAY['sad', 'ok'])[1 + g % 2 * sign(g)::int]::$S.mood,
          '{"a" : 1}', '{"b" : 2}', '<a/>', int4send(g), md5(g::text)::uuid, date '0044-03-15 BC' + g,
          timestamp '1999-12-31 23:59:59.999999' + g * interval '1000 days',
          timestamptz '1883-11-18 12:00+00' + g * interval '1 s', '10.0.0.1'
          FROM generate_series(-150, 149) g
        """,
        "INSERT INTO $S.kinds (n, k) VALUES (1000, ''), (10000, ' ')");
    load();
    execute(
        "SELECT pg_drop_replication_slot('firn_$S')",
        "UPDATE $S.kinds SET d38 = d38 + 0.0000000001 WHERE n = 7",
        "UPDATE $S.kinds SET k = 'moved' WHERE n = 8",
        "UPDATE $S.kinds SET v = '' WHERE n = 1000",
        "DELETE FROM $S.kinds WHERE n IN (9, 10)",
        "INSERT INTO $S.kinds (n, k) VALUES (2000, 'new')");
    onlyDifferences = true;
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(
            spark
                .sql(
                    "SELECT summary['added-records'] FROM "
                        + lakeId("kinds").quoted()
                        + ".snapshots ORDER BY committed_at DESC")
                .first()
                .getString(0))
        .as("rows that were written")
        .isEqualTo("4");
    List<String> levelled = lakeRows("kinds", "to_json(struct(*))");
    onlyDifferences = false;
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(levelled)
        .containsExactlyInAnyOrderElementsOf(lakeRows("kinds", "to_json(struct(*))"));
  }

  /** Whoever publishes the schema publishes whatever has the name. */
  @Test
  void anotherTableOfTheNameIsNotTakenForTheOneThatWasLoaded() {
    execute(
        "CREATE PUBLICATION firn_$S FOR TABLES IN SCHEMA $S WITH (publish_via_partition_root = true)");
    createTables("a");
    load();
    execute("DROP TABLE $S.a");
    createTables("a");
    execute("DELETE FROM $S.a", "INSERT INTO $S.a VALUES (2, 'lost')");
    assertThat(load().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("a", "concat(id, v)")).containsExactly("2lost");
  }

  /** A number of a table says which one it is on its own server only. */
  @Test
  void aTableOfAnotherServerIsLoadedAgain() throws Exception {
    createTables("a");
    load();
    String contract = lake.open(lakeId("a")).findProperty(TableProperty.CONTRACT).orElseThrow();
    String ofAnother = contract.replaceFirst("system \\d+", "system 1");
    assertThat(ofAnother).isNotEqualTo(contract);
    lake.open(lakeId("a")).alter().setProperties(Map.of(TableProperty.CONTRACT, ofAnother));
    execute("INSERT INTO $S.a VALUES (2, 'lost')");
    assertThat(load().exitCode()).isEqualTo(ExitCode.OK);
    requireEqual("a");
  }

  /** Debezium reads its lists without telling upper from lower case, unless it is told to. */
  @Test
  void oneOfTwoTablesWhoseNamesDifferByCaseCanBeLeftOut() throws Exception {
    createTables("a");
    execute("CREATE TABLE $S.\"A\" (id int PRIMARY KEY)");
    assertThat(load(without("A"), false).exitCode()).isEqualTo(ExitCode.OK);
    String list =
        new ObjectMapper()
            .readTree(configDirectory.resolve("debezium_%s_cdc.json".formatted(name)).toFile())
            .path("config")
            .path("table.exclude.list")
            .asText();
    assertThat(NameList.of(list).has(name + ".A")).isTrue();
    assertThat(NameList.of(list).has(name + ".a")).isFalse();
  }

  @Test
  void aTableThatTheConfigurationLeftOutForAWhileIsLoadedAgain() throws Exception {
    createTables("a", "b");
    load();
    load(without("a"), false);
    execute("INSERT INTO $S.a VALUES (2, 'lost')");
    load(without("a"), false);
    assertThat(lakeRows("a", "id")).containsExactly("1");
    load();
    requireEqual("a");
    assertThat(lake.open(lakeId("a")).state().findUnfollowed()).isEmpty();
  }

  @Test
  void aTableThatCouldNotBeFollowedForAWhileIsLoadedAgain() throws Exception {
    createTables("a", "b");
    load();
    execute("ALTER TABLE $S.a REPLICA IDENTITY NOTHING");
    load();
    assertThat(lake.open(lakeId("a")).state().findUnfollowed()).isPresent();
    execute("INSERT INTO $S.a VALUES (2, 'lost')");
    load();
    assertThat(lakeRows("a", "id")).as("as long as it cannot").containsExactly("1");
    execute("ALTER TABLE $S.a REPLICA IDENTITY DEFAULT");
    load();
    requireEqual("a");
  }

  @Test
  void aTableThatIsRefusedInASecondPassIsNamed() {
    settings = settings(1, 0, LoadVerification.COUNT);
    createTables("b");
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
        "INSERT INTO $S.parts VALUES (1)");
    AtomicInteger locks = new AtomicInteger();
    attachAfterTheFirstPlan(
        (step, subject) -> {
          if (step.equals("load.lock") && locks.getAndIncrement() == 1) {
            execute("ALTER TABLE $S.b ADD COLUMN \"V\" int");
          }
        });
    LoadReport report = load();
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString()).contains("column V has the same lake name as column v");
  }

  @Test
  void aFreshStartKeepsWhatTheConfigurationLeavesOut() {
    createTables("a", "b", "gone");
    load();
    execute("DROP TABLE $S.gone");
    load(without("a"), true);
    assertThat(lake.find(lakeId("a"))).isPresent();
    assertThat(lake.find(lakeId("gone"))).isEmpty();
  }

  /** What nobody says is not another server. */
  @Test
  void aServerThatDoesNotSayWhichItIsIsNotLoadedFromAgain() {
    reader = "reader_" + name;
    createTables("a");
    execute(
        "CREATE ROLE " + reader + " LOGIN REPLICATION PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO " + reader,
        "GRANT SELECT ON $S.a TO " + reader,
        "CREATE PUBLICATION firn_$S FOR TABLE ONLY $S.a");
    load();
    execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public");
    try {
      assertThat(load().toString()).contains("already loaded");
    } finally {
      execute("GRANT EXECUTE ON FUNCTION pg_control_system() TO public");
    }
  }

  @Test
  void aTableStaysLaidOutAsSomebodyHasLaidItOut() {
    execute(
        "CREATE TABLE $S.parted (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.parted SELECT g, g % 3 FROM generate_series(1, 100) g",
        "CREATE TABLE $S.ordered (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.ordered SELECT g, g % 3 FROM generate_series(1, 100) g",
        "CREATE TABLE $S.backwards (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.backwards SELECT g, g % 3 FROM generate_series(1, 100) g");
    load();
    spark.sql("ALTER TABLE " + lakeId("parted").quoted() + " ADD PARTITION FIELD bucket(4, id)");
    spark.sql("ALTER TABLE " + lakeId("parted").quoted() + " ADD PARTITION FIELD v");
    spark.sql("ALTER TABLE " + lakeId("ordered").quoted() + " WRITE ORDERED BY v");
    spark.sql("ALTER TABLE " + lakeId("backwards").quoted() + " WRITE ORDERED BY v DESC");
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeNumber("parted", "count(*)")).isEqualTo(100);
    assertThat(filesOf("parted", "partition.v")).hasSizeGreaterThan(3);
    assertThat(filesOf("ordered", "sort_order_id")).containsOnly("1");
    assertThat(spark.table(lakeId("ordered").quoted()).select("v").first().getInt(0)).isZero();
    assertThat(filesOf("backwards", "sort_order_id"))
        .as("an order in which Firn does not write")
        .containsOnly("0");
  }

  private List<String> filesOf(String table, String column) {
    return spark
        .sql("SELECT %s FROM %s.files".formatted(column, lakeId(table).quoted()))
        .collectAsList()
        .stream()
        .map(row -> String.valueOf(row.get(0)))
        .toList();
  }

  /** Its parameters suit the call better than those of the server's own. */
  @Test
  void aFunctionOfSomebodyElseDoesNotRunWithTheRightsOfWhoReads() throws Exception {
    createTables("a");
    execute(
        "CREATE ROLE mallory LOGIN PASSWORD 'pw'",
        "GRANT CREATE, USAGE ON SCHEMA public TO mallory");
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), "mallory", "pw");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION public.concat_ws(text, text, text, text, text) RETURNS text"
              + " LANGUAGE plpgsql AS"
              + " $$ BEGIN EXECUTE 'ALTER ROLE mallory SUPERUSER'; RETURN ''; END $$");
    }
    load();
    assertThat(sourceNumber("SELECT count(*) FROM pg_roles WHERE rolname = 'mallory' AND rolsuper"))
        .isZero();
    execute("DROP OWNED BY mallory", "DROP ROLE mallory");
  }

  @Test
  void aRoleThatOnlyReadsUnlessItSaysOtherwiseCanLoad() {
    createTables("a");
    reader = "reader_" + name;
    execute(
        "CREATE ROLE " + reader + " SUPERUSER LOGIN PASSWORD 'pw'",
        "ALTER ROLE " + reader + " SET default_transaction_read_only = on");
    assertThat(load().exitCode()).isEqualTo(ExitCode.OK);
  }

  /** The stream may have shown it, so the lake may hold it, and no snapshot does. */
  @Test
  void aTransactionThatWaitsForAStandbyIsWaitedFor() throws Exception {
    createTables("a");
    load();
    execute("ALTER SYSTEM SET synchronous_standby_names = 'away'", "SELECT pg_reload_conf()");
    CompletableFuture<LoadReport> load;
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> execute("INSERT INTO $S.a VALUES (2, 'lost')"));
    try {
      while (sourceNumber("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
          == 0) {
        Thread.sleep(50);
      }
      load = CompletableFuture.supplyAsync(() -> load(null, true, false));
      // A load that does not wait is done by then.
      Thread.sleep(5000);
      assertThat(load.isDone()).isFalse();
    } finally {
      execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }
    writer.join();
    assertThat(load.join().exitCode()).isEqualTo(ExitCode.OK);
    requireEqual("a");
  }
}
