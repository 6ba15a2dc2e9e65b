package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnavailableException;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.health.ConnectorTrouble;
import dev.firn.source.oracle.log.OracleScn;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of a server that is not about tables; the rows are synthetic. */
class ServerQuestionsTest {

  private static final OracleEndpoint SERVER =
      new OracleEndpoint("", Map.of(), "etl_user", "", "db.example.com:1521/CRM");

  private FixtureDictionary dictionary;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  @Test
  void asksForThePositionInTwoWays() throws SQLException {
    assertThat(CurrentPosition.of(dictionary.connection(), SERVER))
        .isEqualTo(OracleScn.parse("8812345678"));
    dictionary.run("DROP TABLE \"V$DATABASE\"");
    assertThatThrownBy(() -> CurrentPosition.of(dictionary.connection(), SERVER))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(
            "Cannot ask for the SCN of Oracle at db.example.com:1521/CRM as etl_user: ")
        .hasMessageEndingWith(
            "Grant SELECT ON SYS.V_$DATABASE to the user, or EXECUTE ON DBMS_FLASHBACK.");
    dictionary.answer("TO_CHAR(DBMS_FLASHBACK", "SELECT '18446744073709551616'");
    assertThat(CurrentPosition.of(dictionary.connection(), SERVER).text())
        .isEqualTo("18446744073709551616");
  }

  @Test
  void namesWhoHasATransactionOpen() throws SQLException {
    dictionary.answer(
        "t.INST_ID",
        "SELECT 2 AS INST_ID, 17 AS SID, 4711 AS \"SERIAL#\", 'APP' AS USERNAME, 'web1' AS MACHINE,"
            + " 'JDBC Thin Client' AS PROGRAM, 'INACTIVE' AS STATUS, '8812340000' AS START_SCN,"
            + " '11/29/26 09:00:00' AS START_TIME");
    assertThat(OpenTransactions.before(dictionary.connection(), OracleScn.parse("8812345678")))
        .containsExactly(
            "session 17,4711,@2 of APP on web1 (JDBC Thin Client), idle since 11/29/26 09:00:00,"
                + " SCN 8812340000");
  }

  @Test
  void namesATransactionThatNoSessionHas() throws SQLException {
    dictionary.run(
        "CREATE TABLE \"GV$TRANSACTION\" (INST_ID, ADDR, SES_ADDR, START_SCN, START_TIME)");
    dictionary.run("INSERT INTO \"GV$TRANSACTION\" VALUES (1, 'A', 'X', 5, 'then')");
    dictionary.run(
        "CREATE TABLE \"GV$SESSION\" (INST_ID, SADDR, TADDR, SID, \"SERIAL#\", USERNAME, MACHINE,"
            + " PROGRAM, STATUS)");
    dictionary.run(
        "INSERT INTO \"GV$SESSION\" VALUES (1, 'Y', 'B', 17, 1, 'APP', 'web1', 'x', 'ACTIVE')");
    assertThat(OpenTransactions.before(dictionary.connection(), OracleScn.parse("7")))
        .containsExactly(
            "a transaction of no session on instance 1, such as one of XA, since then, SCN 5");
    dictionary.run("UPDATE \"GV$TRANSACTION\" SET SES_ADDR = 'Y'");
    assertThat(OpenTransactions.before(dictionary.connection(), OracleScn.parse("7")))
        .singleElement()
        .asString()
        .startsWith("session 17,1,@1 of APP on web1 (x), at work since then");
  }

  @Test
  void saysWhatTheDatabaseDoesNotLog() throws SQLException {
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19)).isEmpty();
    dictionary.run("UPDATE \"V$DATABASE\" SET FORCE_LOGGING = 'NO'");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19))
        .singleElement()
        .asString()
        .startsWith("what somebody writes past the log never comes")
        .endsWith("ALTER DATABASE FORCE LOGGING has all of it come");
    dictionary.run("UPDATE \"V$DATABASE\" SET FORCE_LOGGING = 'YES'");
    dictionary.run(
        "UPDATE \"V$DATABASE\" SET LOG_MODE = 'NOARCHIVELOG', SUPPLEMENTAL_LOG_DATA_MIN = 'NO'");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19))
        .containsExactly(
            "the database is in mode NOARCHIVELOG, so that log is overwritten before its changes"
                + " were read. ALTER DATABASE ARCHIVELOG while it is mounted and not open, keeps"
                + " it",
            "the log does not say which rows changes are of. ALTER DATABASE ADD SUPPLEMENTAL LOG"
                + " DATA has it say so");
    dictionary.run(
        "UPDATE \"V$DATABASE\" SET LOG_MODE = 'ARCHIVELOG', SUPPLEMENTAL_LOG_DATA_MIN = 'YES',"
            + " SUPPLEMENTAL_LOG_DATA_SR = 'YES'");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19))
        .singleElement()
        .asString()
        .contains("GRANT SELECT ON SYS.DBA_SUPPLEMENTAL_LOGGING lets it be checked");
    dictionary.run("CREATE TABLE DBA_SUPPLEMENTAL_LOGGING (MINIMAL, ALL_COLUMN)");
    dictionary.run("INSERT INTO DBA_SUPPLEMENTAL_LOGGING VALUES ('NO', 'NO')");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19))
        .singleElement()
        .asString()
        .startsWith("the log does not say which rows");
    dictionary.run("UPDATE DBA_SUPPLEMENTAL_LOGGING SET MINIMAL = 'YES'");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19)).isEmpty();
    dictionary.run("DROP TABLE \"V$DATABASE\"");
    assertThat(ConnectorTrouble.find(dictionary.connection(), OracleVersion.V19))
        .containsExactly(
            "the user may not look how the database logs changes. GRANT SELECT ON SYS.V_$DATABASE lets"
                + " it be checked");
  }
}
