package dev.firn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.oracleevents.RedoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Firn against a live server of Oracle. It makes tables whose names begin with FIRNT_ in the schema
 * of one user, and drops them again.
 */
@Order(100)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OracleAcceptanceIT {

  private static final Duration MAX_WAIT = Duration.ofMinutes(10);
  private static final List<String> TABLES =
      List.of(
          "FIRNT_ALL",
          "FIRNT_Odd Names",
          "FIRNT_LOG",
          "FIRNT_PARTS",
          "FIRNT_IOT",
          "FIRNT_A",
          "FIRNT_B",
          "FIRNT_LIVE",
          "FIRNT_LIVELOG");
  private static final Pattern BETWEEN = Pattern.compile("(?m)^-- (.*)$");

  private static @Nullable OracleServer started;

  @TempDir Path home;

  private static OracleServer server() {
    return Objects.requireNonNull(started);
  }

  @BeforeAll
  static void startOracle() throws Exception {
    if (OracleServer.isGiven() || Docker.isThere()) {
      started = OracleServer.start();
      dropTables();
      createTables();
      server().grant(TABLES);
    }
  }

  @AfterAll
  static void stopOracle() throws SQLException {
    if (started != null) {
      dropTables();
      server().close();
    }
  }

  private static void dropTables() throws SQLException {
    try (Connection connection = server().connect();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try {
          statement.execute("DROP TABLE \"" + table + "\" PURGE");
        } catch (SQLException e) {
          if (e.getErrorCode() != 942) {
            throw e;
          }
        }
      }
    }
  }

  private static void createTables() throws SQLException {
    server()
        .execute(
            """
        CREATE TABLE FIRNT_ALL (
          ID NUMBER(9) PRIMARY KEY, WHOLE INTEGER, SCALED NUMBER(12,2), NEGATIVE NUMBER(5,-2), FREE NUMBER,
          FRACTION FLOAT, REAL4 BINARY_FLOAT, REAL8 BINARY_DOUBLE, CODE CHAR(4), NAME VARCHAR2(40 CHAR),
          NNAME NVARCHAR2(40), ON_DAY DATE, AT_TIME TIMESTAMP(6), AT_ZONE TIMESTAMP(6) WITH TIME ZONE,
          AT_LOCAL TIMESTAMP(6) WITH LOCAL TIME ZONE, SPAN INTERVAL DAY(3) TO SECOND(6),
          MONTHS INTERVAL YEAR(4) TO MONTH, BYTES RAW(16), BODY CLOB, NBODY NCLOB, IMAGE BLOB)
        """,
            """
        INSERT INTO FIRNT_ALL VALUES (1, 12345678901234567890123456789012345678, -1234567890.12, 12300,
          123.4500, 0.1, 1.5, -2.25, 'ab', 'Zoë €', N'日本', DATE '2024-02-29' + 86399/86400,
          TIMESTAMP '2024-02-29 23:59:59.123456', TIMESTAMP '2024-07-01 12:00:00 Europe/Berlin',
          TIMESTAMP '2024-01-01 00:00:00.000001', INTERVAL '-3 04:05:06.789' DAY TO SECOND,
          INTERVAL '-2-3' YEAR TO MONTH, HEXTORAW('00FF10'), TO_CLOB('long ') || 'text', TO_NCLOB('日'),
          HEXTORAW('CAFE'))
        """,
            """
        INSERT INTO FIRNT_ALL VALUES (2, 0, 0, 0, -0.000000000000000001, -1E-20, BINARY_FLOAT_NAN,
          BINARY_DOUBLE_INFINITY, '', '', '', DATE '0001-01-01', TIMESTAMP '9999-12-31 23:59:59.999999',
          TIMESTAMP '1900-01-01 00:00:00 +14:00', NULL, INTERVAL '0' DAY, INTERVAL '0' YEAR, NULL,
          EMPTY_CLOB(), NULL, EMPTY_BLOB())
        """,
            "INSERT INTO FIRNT_ALL (ID) VALUES (3)",
            "CREATE TABLE \"FIRNT_Odd Names\" (\"id\" NUMBER(9) PRIMARY KEY, \"ID 2\" VARCHAR2(9),"
                + " HIDDEN VARCHAR2(9) INVISIBLE, TWICE AS (\"id\" * 2))",
            "INSERT INTO \"FIRNT_Odd Names\" (\"id\", \"ID 2\", HIDDEN) VALUES (1, 'a', 'b')",
            "CREATE TABLE FIRNT_LOG (PLACE NUMBER(9), WHAT VARCHAR2(9))",
            "INSERT INTO FIRNT_LOG SELECT MOD(LEVEL, 10), 'x' FROM DUAL CONNECT BY LEVEL <= 1000",
            """
        CREATE TABLE FIRNT_PARTS (ID NUMBER(9) PRIMARY KEY, FILLER VARCHAR2(400))
          PARTITION BY RANGE (ID) INTERVAL (50000) (PARTITION P0 VALUES LESS THAN (50000))
        """,
            """
        INSERT INTO FIRNT_PARTS SELECT LEVEL, RPAD('x', 400, 'x') FROM DUAL CONNECT BY LEVEL <= 120000
        """,
            "CREATE TABLE FIRNT_IOT (ID NUMBER(9) PRIMARY KEY, NAME VARCHAR2(9)) ORGANIZATION INDEX",
            "INSERT INTO FIRNT_IOT SELECT LEVEL, 'x' FROM DUAL CONNECT BY LEVEL <= 5000",
            "CREATE TABLE FIRNT_A (ID NUMBER(9) PRIMARY KEY, BALANCE NUMBER(12), FILLER VARCHAR2(400))",
            "CREATE TABLE FIRNT_B (ID NUMBER(9) PRIMARY KEY, BALANCE NUMBER(12), FILLER VARCHAR2(400))",
            """
        INSERT INTO FIRNT_A SELECT LEVEL, 100, RPAD('x', 400, 'x') FROM DUAL CONNECT BY LEVEL <= 100000
        """,
            "INSERT INTO FIRNT_B SELECT * FROM FIRNT_A",
            "CREATE TABLE FIRNT_LIVE (ID NUMBER(9) PRIMARY KEY, AMOUNT NUMBER, NAME VARCHAR2(40 CHAR),"
                + " CODE CHAR(4), ON_DAY DATE, AT_TIME TIMESTAMP(6), AT_ZONE TIMESTAMP(6) WITH TIME ZONE,"
                + " SPAN INTERVAL DAY(3) TO SECOND(6), BYTES RAW(16), REAL8 BINARY_DOUBLE)",
            "CREATE TABLE FIRNT_LIVELOG (PLACE NUMBER(9), WHAT VARCHAR2(9))",
            "ALTER TABLE FIRNT_LIVE ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS",
            "ALTER TABLE FIRNT_LIVELOG ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS");
  }

  @BeforeEach
  void writeConfig() throws IOException {
    if (started == null) {
      Docker.require(OracleAcceptanceIT.class, ", and " + OracleServer.SERVER + " is not set");
    }
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/sources.yaml"),
        """
        sources:
          live:
            database_type: oracle
            kafka_topic_prefix: firn.live
            iceberg_namespace: bronze.live
            database_connection:
              host: %s
              port: %d
              service_name: %s
              username: %s
              password: ${FIRN_TEST_PASSWORD}
              schema: %s
        """
            .formatted(
                server().host(),
                server().port(),
                server().service(),
                server().reader().user(),
                server().schema()));
    Files.writeString(
        home.resolve("config/kafka_clusters.yaml"),
        "kafka_clusters:\n  primary:\n    bootstrap_servers: localhost:9092\n");
  }

  private FirnProcess.Result firn(String... arguments) throws Exception {
    try (FirnProcess process =
        FirnProcess.start(
            FirnInstallation.current(),
            Map.of(
                "FIRN_HOME", home.toString(), "FIRN_TEST_PASSWORD", server().reader().password()),
            FirnProcess.Listener.NONE,
            arguments)) {
      return process.await(MAX_WAIT);
    }
  }

  private FirnProcess.Result load(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "bulk-load",
                "--source",
                "live",
                "--table-filter",
                "FIRNT\\_%",
                "--parallel-tables",
                "8"));
    arguments.addAll(List.of(more));
    FirnProcess.Result result = firn(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s%n%s", result.output(), result.log()).isZero();
    return result;
  }

  private LakeReader lake() {
    return new LakeReader(home, "bronze.live");
  }

  /** Those that read rows name a table that is not there: of that the server may complain. */
  @Test
  @Order(1)
  void takesEveryStatement() throws Exception {
    String golden =
        Files.readString(
            FirnInstallation.current()
                .repository()
                .resolve("etl-core/src/test/resources/dev/firn/source/oracle/statements.txt"));
    List<String> refused = new ArrayList<>();
    try (Connection connection = server().connect()) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      List<String> statements = BETWEEN.splitAsStream(golden).skip(1).toList();
      List<String> names = BETWEEN.matcher(golden).results().map(found -> found.group(1)).toList();
      for (int i = 0; i < names.size(); i++) {
        String sql = statements.get(i).strip().replaceAll(";$", "");
        boolean isOld = names.get(i).endsWith(", 11.2");
        if (isOld == major < 12) {
          refusal(connection, sql).ifPresent(why -> refused.add(why + " for " + sql));
        }
      }
    }
    assertThat(refused).isEmpty();
  }

  private static Optional<String> refusal(Connection connection, String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (sql.startsWith("ALTER")) {
        statement.execute();
      } else {
        // Has the server parse it.
        statement.getMetaData();
      }
      return Optional.empty();
    } catch (SQLException e) {
      boolean isOfAPrivilege = e.getErrorCode() == 942 || e.getErrorCode() == 1031;
      return isOfAPrivilege
          ? Optional.empty()
          : Optional.of(String.valueOf(e.getMessage()).strip());
    }
  }

  @Test
  @Order(2)
  void whatIsLoadedIsEqualAndADifferenceIsFound() throws Exception {
    FirnProcess.Result plan =
        firn(
            "bulk-load",
            "--source",
            "live",
            "--plan",
            "--table-filter",
            "FIRNT\\_%",
            "--parallel-tables",
            "8");
    assertThat(plan.exitCode()).as(plan.log()).isZero();
    assertThat(plan.output())
        .contains("AS OF SCN")
        .contains("WHERE ROWID")
        .doesNotContain("refuse:");
    load();
    List<String> first = new ArrayList<>();
    lake()
        .forEachRow(
            "firnt_all",
            row -> {
              if (String.valueOf(row.get("id")).equals("1")) {
                first.add(
                    row.get("whole")
                        + "|"
                        + row.get("scaled")
                        + "|"
                        + row.get("negative")
                        + "|"
                        + row.get("name")
                        + "|"
                        + row.get("on_day")
                        + "|"
                        + row.get("at_time")
                        + "|"
                        + row.get("span")
                        + "|"
                        + row.get("months")
                        + "|"
                        + row.get("body"));
              }
            });
    assertThat(first)
        .containsExactly(
            "12345678901234567890123456789012345678|-1234567890.12|12300|Zoë €|2024-02-29T23:59:59"
                + "|2024-02-29T23:59:59.123456|P0Y0M-3DT-4H-5M-6.789S|P-2Y-3M0DT0H0M0S|long text");
    assertThat(validate("rows").exitCode()).isZero();
    server().execute("UPDATE FIRNT_ALL SET NAME = 'Zoë € ' WHERE ID = 1");
    FirnProcess.Result found = validate("rows");
    assertThat(found.exitCode()).isEqualTo(7);
    assertThat(found.output()).contains("NAME").contains("Zoë € ");
    server().execute("UPDATE FIRNT_ALL SET NAME = 'Zoë €' WHERE ID = 1");
  }

  private FirnProcess.Result validate(String level) throws Exception {
    return firn("validate", "--source", "live", "--table-filter", "FIRNT\\_%", "--level", level);
  }

  @Test
  @Order(3)
  void readsAtOneInstantWhileMoneyIsMoved() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread transfers =
        new Thread(
            () -> {
              try {
                move(ended);
              } catch (SQLException e) {
                failure.set(e);
              }
            });
    transfers.start();
    try {
      for (int run = 0; run < 3; run++) {
        load("--no-resume", "--tables", "FIRNT_A,FIRNT_B");
        assertThat(lake().sum("firnt_a", "balance") + lake().sum("firnt_b", "balance"))
            .isEqualTo(20_000_000);
      }
    } finally {
      ended.set(true);
      transfers.join();
    }
    assertThat(failure.get()).isNull();
  }

  private static void move(AtomicBoolean ended) throws SQLException {
    try (Connection connection = server().connect();
        PreparedStatement from =
            connection.prepareStatement("UPDATE FIRNT_A SET BALANCE = BALANCE - ? WHERE ID = ?");
        PreparedStatement to =
            connection.prepareStatement("UPDATE FIRNT_B SET BALANCE = BALANCE + ? WHERE ID = ?")) {
      connection.setAutoCommit(false);
      for (int i = 1; !ended.get(); i++) {
        int row = 1 + (int) ((long) i * 7919 % 100_000);
        for (PreparedStatement half : List.of(from, to)) {
          half.setInt(1, i % 50);
          half.setInt(2, half == from ? row : 100_001 - row);
          half.executeUpdate();
        }
        connection.commit();
      }
    }
  }

  @Test
  @Order(4)
  void aTableThatIsEmptiedWhileItIsReadIsNeverMixed() throws Exception {
    Thread truncate =
        new Thread(
            () -> {
              try {
                Thread.sleep(8000);
                server()
                    .execute(
                        "TRUNCATE TABLE FIRNT_LOG", "INSERT INTO FIRNT_LOG VALUES (7, 'late')");
              } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    truncate.start();
    load("--no-resume");
    truncate.join();
    List<String> rows = new ArrayList<>();
    lake().forEachRow("firnt_log", row -> rows.add(String.valueOf(row.get("what"))));
    assertThat(rows.size() == 1000 ? Set.of("x") : Set.of("late")).isEqualTo(Set.copyOf(rows));
    assertThat(rows.size()).isIn(1, 1000);
  }

  /**
   * Debezium's own connector is deployed by the load, which reads behind its beginning; a
   * transaction is open across the load; then the tables are altered and followed.
   */
  @Test
  @Order(5)
  void whatHappensAfterTheConnectorHasBegunIsFollowed() throws Exception {
    if (!server().canBeFollowed()) {
      throw Docker.skipped(
          OracleAcceptanceIT.class,
          "the log of "
              + OracleServer.SERVER
              + " is not read, "
              + OracleServer.ROOT_URL
              + " is not set");
    }
    Map<String, String> root = server().prepareLog("live");
    try (LocalStack stack =
        LocalStack.in(home.resolve("services"))
            .only(Service.KAFKA, Service.CONNECT)
            .connectors(RedoProcess.connector(), root)
            .start()) {
      Files.writeString(
          home.resolve("config/kafka_clusters.yaml"),
          "kafka_clusters: {primary: {bootstrap_servers: \"%s\", connect_url: \"%s\"}}"
              .formatted(stack.kafka().bootstrapServers(), stack.connect().url()));
      write(1, 200);
      try (Connection open = server().connect();
          Statement statement = open.createStatement()) {
        open.setAutoCommit(false);
        Thread later =
            new Thread(
                () -> {
                  try {
                    // By then the connector has begun, and the load waits for what was open.
                    stack.connect().awaitRunning("live-cdc", MAX_WAIT);
                    statement.execute("UPDATE FIRNT_LIVE SET NAME = 'it''s open' WHERE ID <= 20");
                    Thread.sleep(60_000);
                    open.commit();
                  } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        later.start();
        FirnProcess.Result loaded =
            firn(
                "bulk-load",
                "--source",
                "live",
                "--no-resume",
                "--tables",
                LIVE,
                "--deploy-connector",
                stack.connect().url().toString());
        assertThat(loaded.exitCode()).as("%s%n%s", loaded.output(), loaded.log()).isZero();
        assertThat(loaded.output()).doesNotContain("FIRNT_LIVE is not followed");
        later.join();
      }
      write(201, 300);
      server()
          .execute(
              "UPDATE FIRNT_LIVE SET AMOUNT = NULL, CODE = 'z' WHERE MOD(ID, 7) = 0",
              "UPDATE FIRNT_LIVE SET ID = ID + 1000 WHERE MOD(ID, 50) = 0",
              "DELETE FROM FIRNT_LIVE WHERE MOD(ID, 11) = 0",
              "DELETE FROM FIRNT_LIVELOG WHERE PLACE < 3",
              "ALTER TABLE FIRNT_LIVE ADD (MORE NUMBER(5))",
              "UPDATE FIRNT_LIVE SET MORE = ID WHERE ID < 50");
      follow();
      server()
          .execute("TRUNCATE TABLE FIRNT_LIVELOG", "INSERT INTO FIRNT_LIVELOG VALUES (1, 'new')");
      follow();
    }
  }

  private static final String LIVE = "FIRNT_LIVE,FIRNT_LIVELOG";

  private static void write(int from, int to) throws SQLException {
    server()
        .execute(
            """
            INSERT INTO FIRNT_LIVE SELECT %1$d + LEVEL - 1, LEVEL / 7, 'it''s ' || LEVEL, 'ab',
              DATE '2024-02-29' + LEVEL / 24, SYSTIMESTAMP, SYSTIMESTAMP, NUMTODSINTERVAL(LEVEL, 'MINUTE'),
              HEXTORAW('00FF'), LEVEL / 3 FROM DUAL CONNECT BY LEVEL <= %2$d
            """
                .formatted(from, to - from + 1),
            "INSERT INTO FIRNT_LIVELOG SELECT MOD(LEVEL, 5), 'x' FROM DUAL CONNECT BY LEVEL <= 50");
  }

  private void follow() throws Exception {
    FirnProcess.Result followed =
        firn("cdc", "--source", "live", "--trigger-interval", "1s", "--until-idle", "30s");
    assertThat(followed.exitCode()).as("%s%n%s", followed.output(), followed.log()).isZero();
    FirnProcess.Result compared =
        firn("validate", "--source", "live", "--tables", LIVE, "--level", "rows");
    assertThat(compared.exitCode()).as("%s%n%s", compared.output(), compared.log()).isZero();
  }
}
