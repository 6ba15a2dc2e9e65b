package dev.firn.source.oracle.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.type.OracleTypes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of tables that cannot be read or followed; the rows are synthetic. */
class CaptureObstaclesTest {

  private static final String LONG_NAME = "A_NAME_OF_MORE_THAN_THIRTY_CHARS";

  private FixtureDictionary dictionary;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  private Obstacles obstacles() throws SQLException {
    List<TableSchema> tables =
        new TableDiscovery(dictionary.connection(), OracleVersion.V19).tables("APP", "%").tables();
    return CaptureObstacles.find(dictionary.connection(), "APP", tables);
  }

  private static TableId app(String name) {
    return new TableId("APP", name);
  }

  @Test
  void followsATableWhoseChangesAreLoggedWhole() throws SQLException {
    assertThat(obstacles().unfollowed())
        .doesNotContainKeys(app("ORDERS"), app("V_ORDERS"), app("M_ORDERS"))
        .containsEntry(
            app("UNTRUSTED"),
            "its changes are not logged whole, so that events would lack values. ALTER TABLE"
                + " \"APP\".\"UNTRUSTED\" ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS has it followed")
        .containsEntry(
            app("BY_KEY"), "it is index-organized, and Debezium does not capture such tables");
  }

  @Test
  void knowsThatTheWholeDatabaseMayBeLoggedSo() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'");
    assertThat(obstacles().unfollowed()).containsOnlyKeys(app("BY_KEY"));
    dictionary.run("UPDATE \"V$DATABASE\" SET FORCE_LOGGING = 'NO'");
    assertThat(obstacles().unfollowed())
        .containsOnlyKeys(app("BY_KEY"), app("NEVER_LOGGED"))
        .containsEntry(
            app("NEVER_LOGGED"),
            "what is written into it directly is not logged. ALTER TABLE \"APP\".\"NEVER_LOGGED\""
                + " LOGGING, or ALTER DATABASE FORCE LOGGING, has it followed");
  }

  @Test
  void tellsOfNamesThatLogMinerDoesNotKnow() throws SQLException {
    TableSchema table =
        new TableSchema(
            app("SHORT"),
            List.of(new Column(LONG_NAME, OracleTypes.declared("NUMBER", 9, 0), null)),
            List.of(),
            0,
            0);
    assertThat(CaptureObstacles.find(dictionary.connection(), "APP", List.of(table)).unfollowed())
        .isEqualTo(
            Map.of(
                app("SHORT"),
                "LogMiner tells nothing of tables with names of more than 30 characters, such as "
                    + LONG_NAME
                    + ". A shorter name has it followed"));
  }

  private Map<TableId, String> unreadable(String user, String... privileges) throws SQLException {
    dictionary.answer("SELECT USER", "SELECT '" + user + "'");
    dictionary.run("CREATE TABLE IF NOT EXISTS SESSION_PRIVS (PRIVILEGE)");
    dictionary.run("DELETE FROM SESSION_PRIVS");
    for (String privilege : privileges) {
      dictionary.run("INSERT INTO SESSION_PRIVS VALUES ('" + privilege + "')");
    }
    return privileges(OracleVersion.V19).find("APP", List.of(app("ORDERS"), app("EVENTS")));
  }

  private ReadPrivileges privileges(OracleVersion server) {
    return new ReadPrivileges(dictionary.connection(), server);
  }

  private Map<TableId, String> unreadableViews(String... privileges) throws SQLException {
    unreadable("APP", privileges);
    return privileges(OracleVersion.V19).find("APP", List.of(app("V_ORDERS"), app("ORDERS")));
  }

  private void shows(String view, String type, String relation, String link) throws SQLException {
    dictionary.run(
        "INSERT INTO ALL_DEPENDENCIES VALUES ('%s', 'VIEW', '%s', '%s', '%s')"
            .formatted(view.replace(".", "', '"), relation.replace(".", "', '"), type, link));
  }

  @Test
  void refusesTablesOfWhichDamagedBlocksArePassedOver() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    assertThat(unreadable("APP")).isEmpty();
    dictionary.run("UPDATE ALL_TABLES SET SKIP_CORRUPT = 'ENABLED' WHERE TABLE_NAME = 'ORDERS'");
    assertThat(unreadable("APP", "EXEMPT ACCESS POLICY"))
        .isEqualTo(
            Map.of(
                app("ORDERS"),
                "reads pass over damaged blocks, so that their rows would be missing. BEGIN"
                    + " DBMS_REPAIR.SKIP_CORRUPT_BLOCKS('APP', 'ORDERS', FLAGS =>"
                    + " DBMS_REPAIR.NOSKIP_FLAG); END; ends that"));
    shows("APP.V_ORDERS", "TABLE", "APP.ORDERS", "");
    assertThat(unreadableViews()).containsOnlyKeys(app("ORDERS"), app("V_ORDERS"));
  }

  @Test
  void refusesViewsOfWhatAPolicyHides() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    shows("APP.V_ORDERS", "VIEW", "OTHER.V", "");
    shows("OTHER.V", "TABLE", "OTHER.T", "");
    shows("OTHER.V", "TABLE", "SYS.DUAL", "");
    dictionary.run(
        "INSERT INTO ALL_TABLES (OWNER, TABLE_NAME, SKIP_CORRUPT) VALUES ('OTHER', 'T', 'DISABLED')");
    assertThat(unreadableViews()).isEmpty();
    dictionary.run("INSERT INTO REDACTION_POLICIES VALUES ('OTHER', 'T', 'MASK', 'YES')");
    assertThat(unreadableViews())
        .isEqualTo(
            Map.of(
                app("V_ORDERS"),
                "policy MASK of OTHER.T may show user APP other values than there are. GRANT EXEMPT"
                    + " REDACTION POLICY TO \"APP\" shows those"));
    assertThat(unreadableViews("EXEMPT REDACTION POLICY")).isEmpty();
    dictionary.run("INSERT INTO ALL_POLICIES VALUES ('OTHER', 'T', 'BY_BRANCH', 'YES', 'YES')");
    assertThat(unreadableViews("EXEMPT REDACTION POLICY"))
        .isEqualTo(
            Map.of(
                app("V_ORDERS"),
                "policy BY_BRANCH of OTHER.T may hide rows from user APP. GRANT EXEMPT ACCESS POLICY"
                    + " TO \"APP\" shows them"));
  }

  @Test
  void refusesViewsThatItCannotLookThrough() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    shows("APP.V_ORDERS", "TABLE", "OTHER.UNSEEN", "");
    shows("APP.V_ORDERS", "VIEW", "OTHER.V", "");
    shows("APP.V_ORDERS", "TABLE", "SYS.FAR", "LINK");
    assertThat(unreadableViews("EXEMPT ACCESS POLICY"))
        .isEqualTo(
            Map.of(
                app("V_ORDERS"),
                "it shows rows of OTHER.UNSEEN, OTHER.V, SYS.FAR, and user APP may not look whether"
                    + " policies of those hide rows or change values. GRANT SELECT ON each of them,"
                    + " or GRANT EXEMPT ACCESS POLICY, EXEMPT REDACTION POLICY TO \"APP\", lets it"
                    + " be read"));
    assertThat(unreadableViews("EXEMPT ACCESS POLICY", "EXEMPT REDACTION POLICY")).isEmpty();
  }

  @Test
  void followsViewsThatShowEachOther() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    shows("APP.V_ORDERS", "VIEW", "APP.V2", "");
    shows("APP.V2", "VIEW", "APP.V_ORDERS", "");
    assertThat(unreadableViews()).isEmpty();
  }

  @Test
  void refusesTablesWhoseValuesAreRedactedAndSaysSoIfItCannotLook() throws SQLException {
    dictionary.createPrivileges();
    assertThat(unreadable("APP"))
        .containsOnlyKeys(app("ORDERS"), app("EVENTS"))
        .containsEntry(
            app("ORDERS"),
            "user APP may not look whether its values are redacted. GRANT SELECT ON"
                + " SYS.REDACTION_POLICIES TO \"APP\" lets it be checked, GRANT EXEMPT REDACTION"
                + " POLICY TO \"APP\" has them shown as they are");
    assertThat(unreadable("APP", "EXEMPT REDACTION POLICY")).isEmpty();
    assertThat(unreadable("APP")).hasSize(2);
    assertThat(privileges(OracleVersion.V11_2).find("APP", List.of(app("ORDERS"))))
        .as("a release that may have no such policies")
        .isEmpty();
    assertThat(privileges(OracleVersion.V19).findHidden("APP"))
        .hasValueSatisfying(
            hidden ->
                assertThat(hidden)
                    .startsWith("user APP may not look whether values are redacted for it:")
                    .contains("GRANT EXEMPT REDACTION POLICY TO \"APP\""));
    dictionary.createRedactions();
    dictionary.run("INSERT INTO REDACTION_POLICIES VALUES ('APP', 'EVENTS', 'MASK', 'YES    ')");
    dictionary.run("INSERT INTO REDACTION_POLICIES VALUES ('APP', 'ORDERS', 'OLD', 'NO')");
    assertThat(unreadable("APP"))
        .isEqualTo(
            Map.of(
                app("EVENTS"),
                "policy MASK may show user APP other values than there are. GRANT EXEMPT REDACTION"
                    + " POLICY TO \"APP\" shows those"));
    assertThat(privileges(OracleVersion.V19).findHidden("APP")).isEmpty();
    assertThat(unreadable("APP", "EXEMPT REDACTION POLICY")).isEmpty();
  }

  @Test
  void knowsGrantsOnAWholeSchema() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    assertThat(unreadable("ETL")).hasSize(2);
    List<TableId> tables = List.of(app("ORDERS"), app("EVENTS"));
    assertThat(privileges(OracleVersion.V23).find("APP", tables)).hasSize(2);
    dictionary.run("CREATE TABLE SESSION_SCHEMA_PRIVS (PRIVILEGE, SCHEMA)");
    dictionary.run("INSERT INTO SESSION_SCHEMA_PRIVS VALUES ('SELECT ANY TABLE', 'APP')");
    dictionary.run("INSERT INTO SESSION_SCHEMA_PRIVS VALUES ('FLASHBACK ANY TABLE', 'APP')");
    assertThat(privileges(OracleVersion.V23).find("APP", tables)).isEmpty();
    assertThat(privileges(OracleVersion.V19).find("APP", tables)).hasSize(2);
  }

  @Test
  void saysWhatToGrant() throws SQLException {
    dictionary.createPrivileges();
    dictionary.createRedactions();
    dictionary.run("INSERT INTO ALL_TAB_PRIVS VALUES ('APP', 'ORDERS', 'READ')");
    assertThat(unreadable("ETL"))
        .isEqualTo(
            Map.of(
                app("ORDERS"),
                "user ETL may not read it as it was at an instant. GRANT FLASHBACK ON"
                    + " \"APP\".\"ORDERS\" TO \"ETL\" lets it be read",
                app("EVENTS"),
                "user ETL may not read it. GRANT SELECT, FLASHBACK ON \"APP\".\"EVENTS\" TO \"ETL\""
                    + " lets it be read"));
    assertThat(unreadable("ETL", "FLASHBACK ANY TABLE")).containsOnlyKeys(app("EVENTS"));
    assertThat(unreadable("ETL", "FLASHBACK ANY TABLE", "SELECT ANY TABLE")).isEmpty();
    assertThat(unreadable("APP")).isEmpty();

    dictionary.run("INSERT INTO ALL_POLICIES VALUES ('APP', 'ORDERS', 'BY_BRANCH', 'YES', 'YES')");
    assertThat(unreadable("APP"))
        .isEqualTo(
            Map.of(
                app("ORDERS"),
                "policy BY_BRANCH may hide rows from user APP. GRANT EXEMPT ACCESS POLICY TO"
                    + " \"APP\" shows them"));
    assertThat(unreadable("APP", "EXEMPT ACCESS POLICY")).isEmpty();
  }
}
