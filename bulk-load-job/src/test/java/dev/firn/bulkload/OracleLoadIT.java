package dev.firn.bulkload;

import static dev.firn.config.LoadVerification.COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.bulkload.plan.BulkLoadPlanner;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TableChoice;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.CdcConfig;
import dev.firn.config.ChangePolicy;
import dev.firn.config.ConfigLoader;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableConfig;
import dev.firn.config.TableLoad;
import dev.firn.config.binding.Secret;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.oracle.Faults;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.DatabaseType;
import dev.firn.model.LoadOutcome;
import dev.firn.model.LongColumns;
import dev.firn.model.OpenNumbers;
import dev.firn.model.PartitionTransform;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.TargetLayout;
import dev.firn.setup.ConfigCommand;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.TableLocks;
import dev.firn.source.oracle.OracleDatabase;
import dev.firn.source.oracle.log.OracleScn;
import dev.firn.status.StatusTracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads of an Oracle server that is made of PostgreSQL. */
class OracleLoadIT extends LoadFixture {

  private static OracleStandIn oracle;

  private boolean trustsConnector;

  @BeforeAll
  static void speakAsOracle() {
    oracle = OracleStandIn.on(postgres);
  }

  @AfterAll
  static void speakAsPostgres() {
    oracle.close();
  }

  @BeforeEach
  void loadOneByOne() {
    settings = settings(3);
  }

  /** Two tables at once, each by itself, two retries after pauses that take no time. */
  private static BulkLoadConfig settings(int splits) {
    return new BulkLoadConfig(
        new TableLoad(splits, 50_000, false, LongColumns.EXCLUDE, COUNT),
        2,
        true,
        2,
        0.01,
        0,
        List.of());
  }

  @AfterEach
  void forgetFaults() {
    oracle.faults().clear();
  }

  @Override
  SourceConfig source() {
    return new SourceConfig(
        name,
        DatabaseType.ORACLE,
        "prod." + name,
        namespace(),
        null,
        new DatabaseConnection(
            "db.example.com",
            1521,
            oracle.service(),
            postgres.username(),
            Secret.of(postgres.password()),
            name),
        settings,
        trustsConnector
            ? new CdcConfig(
                Duration.ofSeconds(1),
                1000,
                1 << 20,
                "checkpoints",
                4,
                10,
                true,
                ChangePolicy.defaults())
            : new CdcConfig(Duration.ofSeconds(1), 1000, "checkpoints", 4),
        unknownTypes,
        OpenNumbers.MEASURE,
        2,
        tables);
  }

  private ReadPoint readPoint(String table) {
    return lake.open(lakeId(table)).state().findReadPoint().orElseThrow();
  }

  /** Two tables of about 60 pages, so that each is cut into eight slices. */
  private void createAccounts(String... more) {
    for (String table : Stream.concat(Stream.of("a", "b"), Stream.of(more)).toList()) {
      execute(
          "CREATE TABLE $S."
              + table
              + " (id int PRIMARY KEY, balance numeric(12,2), note varchar(300))",
          "INSERT INTO $S."
              + table
              + " SELECT g, 100, repeat('x', 200) FROM generate_series(1, 2000) g");
    }
  }

  @Test
  void aFirstConfigurationIsWrittenFromTheDatabase(@TempDir Path config) throws IOException {
    createAccounts();
    execute("ANALYZE $S.a");
    Path password = Files.writeString(config.resolve("password"), postgres.password() + "\n");
    StringWriter said = new StringWriter();

    assertThat(
            ConfigCommand.run(
                new PrintWriter(said),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                "init",
                "--database-type",
                "oracle",
                "--source",
                "erp",
                "--host",
                "db.example.com",
                "--service-name",
                oracle.service(),
                "--username",
                postgres.username(),
                "--schema",
                name,
                "--password-file",
                password.toString(),
                "--config",
                config.toString()))
        .isZero();
    assertThat(said.toString()).contains("2 tables of source erp", "firn doctor --source erp");
    String written = Files.readString(config.resolve("sources.yaml"));
    assertThat(written)
        .containsPattern("#   a +2,000 .* id\n")
        .contains("database_type: oracle", "service_name: " + oracle.service())
        .contains("# - a: nothing tells where its connector has begun. Set connect_url in")
        .contains("password: \"${FILE:" + password + "}\"");
    SourceConfig source = new ConfigLoader(config, Map.of()).loadSource("erp");
    assertThat(source.databaseType()).isEqualTo(DatabaseType.ORACLE);
    assertThat(source.connection().schema()).isEqualTo(name);
  }

  private List<Finding> examine() {
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    List<TableSchema> tables = database.discoverAll(null);
    return database
        .examine("erp", new ExaminedTables(tables, Set.of(), true, true, 2, 3))
        .orElseThrow();
  }

  @Test
  void theDoctorTellsWhatTheServerLacks() {
    createAccounts();
    assertThat(examine()).as("of a server that is well").isEmpty();
    assertThat(SourceDatabase.of(source(), Clock.systemUTC()).clock().orElseThrow())
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));

    execute(
        "CREATE TABLE $S.a_name_that_is_longer_than_thirty (id int PRIMARY KEY)",
        "ALTER VIEW oracle.gv$undostat RENAME TO hidden_undostat",
        "UPDATE oracle.said SET character_set = 'US7ASCII'",
        "INSERT INTO oracle.v$archived_log VALUES (1, 1, localtimestamp - interval '9 days', 'YES', 'NO')",
        "INSERT INTO oracle.v$archived_log VALUES (1, 9, localtimestamp - interval '5 h', 'NO', 'NO')");
    try {
      assertThat(examine())
          .extracting(Finding::probe)
          .containsExactlyInAnyOrder(
              "source.long-names",
              "source.view-rights",
              "source.character-set",
              "source.archived-log");
    } finally {
      execute(
          "ALTER VIEW oracle.hidden_undostat RENAME TO gv$undostat",
          "UPDATE oracle.said SET character_set = 'AL32UTF8'",
          "DELETE FROM oracle.v$archived_log");
    }
  }

  /** Moves money between the tables until it is told to end. */
  private Thread transfers(AtomicBoolean ended, AtomicInteger moved) {
    Thread thread =
        new Thread(
            () -> {
              try (Connection connection = postgres.connect();
                  Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 1; !ended.get(); i++) {
                  int row = 1 + (i * 7919) % 2000;
                  statement.execute(
                      "UPDATE %s.a SET balance = balance - %d WHERE id = %d"
                          .formatted(name, i % 50, row));
                  statement.execute(
                      "UPDATE %s.b SET balance = balance + %d WHERE id = %d"
                          .formatted(name, i % 50, 2001 - row));
                  connection.commit();
                  moved.incrementAndGet();
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void readsAllTablesAtOneInstantWhileMoneyIsMovedBetweenThem() throws InterruptedException {
    settings = settings(8);
    createAccounts();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger moved = new AtomicInteger();
    Thread transfers = transfers(ended, moved);
    LoadReport report;
    int before;
    try {
      while (moved.get() < 50) {
        Thread.onSpinWait();
      }
      before = moved.get();
      report = load(null, false, false);
    } finally {
      ended.set(true);
      transfers.join();
    }
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(moved.get()).as("moved while it was read").isGreaterThan(before);
    assertThat(lakeNumber("a", "sum(balance)") + lakeNumber("b", "sum(balance)"))
        .isEqualTo(400_000);
    assertThat(lakeNumber("a", "count(DISTINCT id)")).isEqualTo(2000);
    assertThat(report.outcomes().values())
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        LoadOutcome.Loaded.class,
                        loaded -> assertThat(loaded.splits()).isEqualTo(8)));
    assertThat(readPoint("a")).isEqualTo(readPoint("b"));
    assertThat(readPoint("a").text()).startsWith("scn:88");
    assertThat(
            spark
                .table(lakeId("_cdc_status").quoted())
                .select("oracle_scn")
                .collectAsList()
                .stream()
                .map(row -> String.valueOf(row.get(0))))
        .containsOnly(readPoint("a").position().text());
  }

  @Test
  void carriesValuesAsOracleHasThem() {
    execute(
        """
        CREATE TABLE $S."OddNames" (
          "ID" bigint PRIMARY KEY, "n" numeric(10,2), free numeric, name varchar(20), code char(4),
          body text, raw oracle.raw, bytes bytea, day timestamp(0), at timestamp, zoned timestamptz,
          part float4, whole float8, span interval)
        """,
        """
        INSERT INTO $S."OddNames" VALUES
          (1, 12.50, 123.4500, 'Zoë', 'ab', 'long text', '\\x0102', '\\xff', '2024-02-29 23:59:59',
           '2024-02-29 23:59:59.123456', '2024-02-29 23:59:59.5+02', 1.5, -2.25,
           '3 days 04:05:06.789'),
          (2, -0.01, 0, '', null, '', null, '\\x', null, null, null, 'NaN', 'Infinity', null)
        """);
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(
            lakeRows(
                "oddnames",
                "concat_ws('|', id, n, free, name, code, body, hex(raw), hex(bytes), day, at,"
                    + " date_format(zoned, 'HH:mm:ss.S'), part, whole, span)"))
        .hasSize(2)
        .satisfiesExactly(
            full ->
                assertThat(full)
                    .startsWith("1|12.50|123.4500|Zoë|ab  |long text|0102|FF|2024-02-29 23:59:59|")
                    .contains("2024-02-29 23:59:59.123456|")
                    .endsWith("|1.5|-2.25|P0Y0M3DT4H5M6.789S"),
            empty -> assertThat(empty).isEqualTo("2|-0.01|0.0000|NaN|Infinity"));
  }

  /** Of all codes that mean the same, one in each build. */
  @ParameterizedTest(
      name = "ORA-{0} gives the table another instant, ORA-{1} the slice another try")
  @CsvSource({"1555, 3113", "22924, 3113", "1466, 12541", "8181, 17002", "8103, 3113", "1410, 54"})
  void aTableWhoseInstantIsGoneIsReadAsAWholeAtAnotherOneAndABrokenSliceOnceMore(
      int gone, int broken) {
    assumeThat(gone == 1555 || Boolean.getBoolean("firn.every-code")).isTrue();
    createAccounts();
    oracle.faults().fail(Faults.Step.ROW, "\"a\"", 700, 1, gone);
    oracle.faults().fail(Faults.Step.ROW, "\"b\"", 700, 1, broken);
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals("load.slot")) {
            // The first looks whether the table is what was planned, the others read.
            oracle.faults().fail(Faults.Step.LOGIN, "", 3, 1, 12541);
          }
        });
    LoadReport report = load(null, false, false);
    FaultPoint.install(null);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.toString()).contains("after 1 retries");
    assertThat(oracle.faults().left()).isZero();
    assertThat(readPoint("a").position().isAfter(readPoint("b").position())).isTrue();
    assertThat(lakeNumber("a", "sum(id)")).isEqualTo(2_001_000);
    assertThat(lakeNumber("b", "sum(id)")).isEqualTo(2_001_000);
  }

  @Test
  void aTableThatCannotBeReadAtAnyInstantFailsAloneAndSoDoesOneThatIsRefused() {
    createAccounts("c");
    oracle.faults().failReported(Faults.Step.ROW, "\"a\"", 10, 1000, 1555);
    refuse("b", 942);
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString())
        .contains("Cannot read " + name + ".a at SCN 88")
        .contains("ORA-01555: snapshot too old")
        .contains("raise UNDO_RETENTION")
        .contains("Cannot read " + name + ".b at SCN 88")
        .contains("ORA-00942: table or view does not exist. Grant it: GRANT SELECT ON");
    assertThat(lake.find(lakeId("a"))).isEmpty();
    assertThat(lake.find(lakeId("b"))).isEmpty();
    assertThat(lakeNumber("c", "count(*)")).isEqualTo(2000);
    oracle.faults().clear();
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeNumber("a", "count(*)")).isEqualTo(2000);
    assertThat(lakeNumber("b", "count(*)")).isEqualTo(2000);
  }

  private void refuse(String table, int code) {
    oracle
        .faults()
        .fail(Faults.Step.QUERY, "FROM \"" + name + "\".\"" + table + "\"", 1, 1000, code);
  }

  @ParameterizedTest(name = "ORA-{0} fails the table alone")
  @EnabledIfSystemProperty(named = "firn.every-code", matches = "true")
  @CsvSource({"1031,  SELECT and FLASHBACK on the table", "997,   Set handle_long_columns"})
  void aTableThatIsRefusedFailsAlone(int code, String fix) {
    createAccounts();
    refuse("a", code);
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString()).contains("ORA-%05d: ".formatted(code)).contains(fix);
    assertThat(lakeNumber("b", "count(*)")).isEqualTo(2000);
  }

  @ParameterizedTest(name = "ORA-{0} ends the run")
  @CsvSource({
    "1017,  Check username and password",
    "28000, ALTER USER",
    "12541, Check host and port",
    "3113,  end-of-file",
    "12514, lsnrctl services names those"
  })
  void aServerThatLetsNobodyInEndsTheRun(int code, String fix) {
    createAccounts();
    oracle.faults().fail(Faults.Step.LOGIN, "", 1, 1000, code);
    assertThatThrownBy(() -> load(null, false, false))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("Cannot connect to Oracle at db.example.com:1521/")
        .hasMessageContaining("ORA-%05d".formatted(code))
        .hasMessageContaining(fix)
        .hasMessageNotContaining("password=");
  }

  @Test
  void aTableThatIsEmptiedOrAlteredWhileItIsReadIsReadAsItIsThen() {
    createAccounts();
    Map<String, Integer> verified = new ConcurrentHashMap<>();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.verify") && verified.merge(subject, 1, Integer::sum) == 1) {
            if (subject.equals("a")) {
              execute("TRUNCATE $S.a", "INSERT INTO $S.a VALUES (7, 1, 'x')");
            } else {
              execute("ALTER TABLE $S.b ADD COLUMN late varchar(5) DEFAULT 'new'");
            }
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(verified).isEqualTo(Map.of("a", 2, "b", 2));
    assertThat(lakeRows("a", "id")).containsExactly("7");
    assertThat(lakeNumber("b", "count(late)")).isEqualTo(2000);
  }

  @Test
  void readsPartitionsThatComeMeanwhileAndWhatHasToBeBroughtIntoAnOrder() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, region varchar(9)) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.t1 PARTITION OF $S.t FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE $S.t2 PARTITION OF $S.t FOR VALUES FROM (100) TO (200)",
        "INSERT INTO $S.t SELECT g, 'r' || g % 3 FROM generate_series(1, 150) g",
        "CREATE TABLE $S.s (id int PRIMARY KEY, at timestamp(0))",
        "INSERT INTO $S.s SELECT g, timestamp '2024-01-01' + g * interval '1 day'"
            + " FROM generate_series(1, 60) g");
    tables =
        List.of(
            new TableConfig(
                "s",
                new TargetLayout(List.of(PartitionTransform.parse("months(at)")), List.of("id"))));
    AtomicInteger plans = new AtomicInteger();
    Map<String, Integer> verified = new ConcurrentHashMap<>();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.plan") && plans.getAndIncrement() == 0) {
            execute(
                "CREATE TABLE $S.t3 PARTITION OF $S.t FOR VALUES FROM (200) TO (300)",
                "INSERT INTO $S.t VALUES (200, 'late')");
          }
          if (step.equals("load.verify") && verified.merge(subject, 1, Integer::sum) == 1) {
            // As after a failover: an SCN means something else from here on.
            execute("UPDATE oracle.incarnation SET number = number + 1");
          }
        });
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.outcomes()).hasSize(2);
    assertThat(lakeNumber("s", "sum(id)")).isEqualTo(1830);
    assertThat(lakeNumber("t", "sum(id)")).isEqualTo(11_525);
    assertThat(plans).as("looked at again, then read again").hasValueGreaterThan(2);
  }

  @Test
  void tablesAreMarkedAsNotFollowedAndLoadedOnce() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, body oracle.long)",
        "INSERT INTO $S.t VALUES (1, 'left out')");
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.toString())
        .contains("not followed: " + name + ".t: nothing tells where its connector has begun");
    assertThat(spark.table(lakeId("t").quoted()).columns()).containsExactly("id");
    assertThat(lake.open(lakeId("t")).state().findUnfollowed()).isPresent();
    assertThat(configDirectory.resolve("debezium_" + name + "_cdc.json")).doesNotExist();
    assertThat(load(null, false, false).toString()).contains("already loaded at");
  }

  @Test
  void aPlanShowsTheStatements() {
    settings = settings(8);
    createAccounts();
    TableSelection all = new TableSelection(null, List.of(), false);
    assertThat(
            new PlanText(request(all, false, false))
                .of(job(all, false, false).plan(), SourceDatabase.of(source(), Clock.systemUTC())))
        .contains("8 splits")
        .contains(
            "SELECT \"id\", \"balance\", \"note\" FROM \""
                + name
                + "\".\"a\" AS OF SCN :scn WHERE ROWID")
        .contains("changes: are not followed: nothing tells where its connector has begun");
  }

  @Test
  void aPlanSaysWhatIsNotKeptLongEnoughAndNamesAPolicyThatChangesValues() {
    settings = settings(8);
    createAccounts();
    execute(
        "UPDATE oracle.said SET kept = 2, broken_off = 1, page_bytes = 8388608",
        "INSERT INTO oracle.redaction_policies VALUES ('$S', 'b', 'MASK', 'YES')");
    try {
      TableSelection all = new TableSelection(null, List.of(), false);
      assertThat(
              new PlanText(request(all, false, false))
                  .of(
                      job(all, false, false).plan(),
                      SourceDatabase.of(source(), Clock.systemUTC())))
          .contains("warning: all of it is read at one SCN, which takes about ")
          .contains(
              "the server has kept undo for 2 s lately (undo_retention 900 s, 1 reads broken off")
          .contains("what is changed meanwhile of " + name + ".a has to be read again")
          .contains("ALTER SYSTEM SET UNDO_RETENTION = ")
          .contains(
              "refuse: FIRN-3001 Cannot load "
                  + name
                  + ".b: policy MASK may show user postgres other values than there are");
    } finally {
      execute(
          "UPDATE oracle.said SET kept = 1800, broken_off = 0, page_bytes = 8192",
          "DELETE FROM oracle.redaction_policies");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"load.plan", "load.slot", "load.verify"})
  void columnsThatExchangeTheirNamesMeanwhileKeepTheirValues(String when) {
    assumeThat(when.equals("load.slot") || Boolean.getBoolean("firn.every-code")).isTrue();
    execute(
        "CREATE TABLE $S.x (id int PRIMARY KEY, a varchar(9), b varchar(9))",
        "INSERT INTO $S.x SELECT g, 'a', 'b' FROM generate_series(1, 9) g");
    AtomicInteger times = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals(when) && times.getAndIncrement() == 0) {
            execute(
                "ALTER TABLE $S.x RENAME a TO c",
                "ALTER TABLE $S.x RENAME b TO a",
                "ALTER TABLE $S.x RENAME c TO b");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(times).as("seen, then read again").hasValueGreaterThan(1);
    assertThat(lakeNumber("x", "count_if(a = 'b' AND b = 'a')")).isEqualTo(9);
  }

  @Test
  void aTableIsEmptyOnlyIfItIsWhatItWas() {
    settings =
        new BulkLoadConfig(
            new TableLoad(3, 50_000, true, LongColumns.EXCLUDE, COUNT),
            2,
            true,
            2,
            0.01,
            0,
            List.of());
    execute("CREATE TABLE $S.e (id int PRIMARY KEY)");
    AtomicInteger plans = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.plan")) {
            plans.incrementAndGet();
          } else if (step.equals("load.slot") && plans.get() == 1) {
            execute("UPDATE oracle.incarnation SET number = number + 1");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plans).as("looked at again").hasValue(2);
  }

  /** The same source, of which somebody tells where its connector has begun. */
  private SourceDatabase begun(String scn) {
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    return (SourceDatabase)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SourceDatabase.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("connectorBegun")) {
                return Optional.of(OracleScn.parse(scn));
              }
              try {
                return method.invoke(database, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aTableIsLoadedAgainIfItsConnectorHasBegunElsewhereThanItsLoadKnew() {
    createAccounts();
    assertThat(load("a", false, false).exitCode()).isEqualTo(ExitCode.OK);
    lake.open(lakeId("a"))
        .alter()
        .setProperties(Map.of(TableProperty.READ_POINT, readPoint("a").text() + " since:5"));
    spark.sql(
        "ALTER TABLE %s UNSET TBLPROPERTIES ('%s')"
            .formatted(lakeId("a").quoted(), TableProperty.UNFOLLOWED));
    TableSelection all = new TableSelection("a", List.of(), false);
    assertThat(toLoad(all, "5")).isZero();
    assertThat(toLoad(all, "6")).isOne();
    trustsConnector = true;
    assertThat(toLoad(all, "6")).as("by the user's word it is the same one").isZero();
  }

  private int toLoad(TableSelection selection, String begun) {
    SourceDatabase database = begun(begun);
    TableChoice choice =
        new BulkLoadPlanner(
                database,
                lake,
                request(selection, false, false),
                StatusTracker.read(lake, namespace(), DatabaseType.ORACLE),
                Clock.systemUTC())
            .choose(database.discoverAll("a"));
    return choice.toLoad().size();
  }

  @Test
  void isNotCalledFollowedIfNothingTellsWhereItsConnectorHasBegun() {
    createAccounts();
    OracleDatabase database =
        new OracleDatabase(source(), kafka, Duration.ofSeconds(1), Clock.systemUTC());
    List<TableSchema> found = database.discoverAll(null);
    CaptureRequest all =
        new CaptureRequest(found.stream().map(TableSchema::id).toList(), Map.of(), () -> List.of());
    try (TableLocks locks = database.lock(found)) {
      assertThatThrownBy(() -> locks.capture(all))
          .isInstanceOf(UnavailableException.class)
          .hasMessageEndingWith(
              "Cannot tell whether changes of source "
                  + name
                  + " reach Kafka: nothing says where Kafka Connect is. Set connect_url in"
                  + " kafka_clusters.yaml.");
    }
    try (ReadSession session = database.openReadSession(found)) {
      assertThat(session.readPoint().isFollowed()).isFalse();
      assertThat(session.countRows(new TableId(name, "a"))).isEqualTo(2000);
      oracle.overwriteUndo();
      assertThatThrownBy(() -> session.countRows(new TableId(name, "a")))
          .hasMessageContaining("ORA-01555");
    }
  }
}
