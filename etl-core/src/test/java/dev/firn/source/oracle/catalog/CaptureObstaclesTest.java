package dev.firn.source.oracle.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Column;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.type.OracleTypes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return CaptureObstacles.find(dictionary.connection(), OracleVersion.V19, "APP", tables);
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
                + " \"APP\".\"UNTRUSTED\" ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS has it followed, where the database has ADD SUPPLEMENTAL LOG DATA")
        .containsEntry(
            app("BY_KEY"), "it is index-organized, and Debezium does not capture such tables");
  }

  @Test
  void doesNotTakeATablesLogGroupForEnoughWhereTheDatabaseHasNone() throws SQLException {
    assertThat(obstacles().unfollowed()).doesNotContainKey(app("ORDERS"));
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_MIN = 'NO'");
    assertThat(obstacles().unfollowed().get(app("ORDERS"))).contains("are not logged whole");
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_MIN = 'IMPLICIT'");
    assertThat(obstacles().unfollowed()).doesNotContainKey(app("ORDERS"));
  }

  @ParameterizedTest
  @CsvSource({"SYSTEM,true", "outln,true", "SYSTEM2,false", "APP,false"})
  void doesNotFollowSchemasThatDebeziumLeavesOut(String schema, boolean isLeftOut) {
    TableSchema table = new TableSchema(new TableId(schema, "T"), List.of(), List.of(), 0, 0);
    assertThat(CaptureObstacles.find(table).isPresent()).isEqualTo(isLeftOut);
  }

  @Test
  void doesNotFollowWhatIsLoadedFromAStandby() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET DATABASE_ROLE = 'PHYSICAL STANDBY'");
    assertThat(obstacles().unfollowed().get(app("ORDERS")))
        .startsWith("the database is a standby")
        .endsWith("Loaded from the primary it is followed");
  }

  @Test
  void knowsThatTheWholeDatabaseMayBeLoggedSo() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'");
    assertThat(obstacles().unfollowed()).containsOnlyKeys(app("BY_KEY"), app("DOCUMENTS"));
    dictionary.run("UPDATE \"V$DATABASE\" SET FORCE_LOGGING = 'NO'");
    assertThat(obstacles().unfollowed())
        .containsOnlyKeys(app("BY_KEY"), app("DOCUMENTS"), app("NEVER_LOGGED"))
        .containsEntry(
            app("NEVER_LOGGED"),
            "what is written into it directly is not logged. ALTER TABLE \"APP\".\"NEVER_LOGGED\""
                + " LOGGING, of each partition too, or ALTER DATABASE FORCE LOGGING, has it"
                + " followed");
    dictionary.run(
        "UPDATE ALL_TAB_SUBPARTITIONS SET LOGGING = 'NO' WHERE SUBPARTITION_NAME = 'P1_US'");
    assertThat(obstacles().unfollowed()).as("one part is enough").containsKey(app("EVENTS"));
  }

  @Test
  void knowsThatAPluggableDatabaseMayLogMoreThanTheWholeOrLess() throws SQLException {
    dictionary.run("CREATE TABLE DBA_SUPPLEMENTAL_LOGGING (MINIMAL, ALL_COLUMN)");
    dictionary.run("INSERT INTO DBA_SUPPLEMENTAL_LOGGING VALUES ('YES', 'YES')");
    assertThat(obstacles().unfollowed()).doesNotContainKey(app("UNTRUSTED"));
    dictionary.run("UPDATE DBA_SUPPLEMENTAL_LOGGING SET ALL_COLUMN = 'NO'");
    dictionary.run(
        "UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES', SUPPLEMENTAL_LOG_DATA_SR ="
            + " 'YES'");
    assertThat(obstacles().unfollowed()).containsKey(app("UNTRUSTED"));
  }

  private static Optional<String> obstacle(String type, String declaration) {
    TableId id = app("NOTES");
    ColumnIdentity column = new ColumnIdentity(1, "TEXT", false, 0, -1, declaration, Map.of());
    return CaptureObstacles.find(
        new TableSchema(
            id,
            RelationKind.TABLES,
            List.of(new Column("TEXT", OracleTypes.declared(type, null, null), null)),
            List.of("TEXT"),
            0,
            0,
            new TableIdentity(
                "", 1, "", RowNaming.FULL, 0, List.of(column), 0, List.of(), "", 0, 0)));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "VARCHAR2, 4000, ''", "VARCHAR2, 4001, large", "NVARCHAR2, 32767, large", "RAW, 2000, ''",
    "RAW, 2001, large", "CLOB, 4000, large", "BLOB, 4000, large", "XMLTYPE, 2000, large"
  })
  void doesNotFollowTablesWithLargeValues(String type, int bytes, String found) {
    String owner = type.equals("XMLTYPE") ? "SYS" : "";
    Optional<String> why = obstacle(type, "%s %s null null %d 0".formatted(owner, type, bytes));
    if (found.isEmpty()) {
      assertThat(why).isEmpty();
    } else {
      assertThat(why.orElseThrow())
          .startsWith("it has large values (TEXT), with which Debezium may send other texts")
          .contains("firn bulk-load --tables NOTES --no-resume");
    }
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"BFILE, ''", "APP.LINES, APP", "SDO_GEOMETRY, MDSYS"})
  void doesNotFollowTablesOfWhichLogMinerTellsNothing(String type, String owner) {
    assertThat(obstacle(type, owner + " " + type + " null null 1 0").orElseThrow())
        .isEqualTo(
            "LogMiner tells nothing of tables with columns of BFILE, collections or objects, which"
                + " are TEXT. Without them it is followed");
  }

  @Test
  void countsTheBytesOfNames() {
    TableId id = new TableId("APP", "\u00e4".repeat(16));
    assertThat(CaptureObstacles.find(new TableSchema(id, List.of(), List.of(), 0, 0)).orElseThrow())
        .startsWith("LogMiner tells nothing of tables with names of more than 30 bytes");
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
    assertThat(
            CaptureObstacles.find(dictionary.connection(), OracleVersion.V19, "APP", List.of(table))
                .unfollowed())
        .isEqualTo(
            Map.of(
                app("SHORT"),
                "LogMiner tells nothing of tables with names of more than 30 bytes, such as "
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
                    + " policies of those hide rows or change values. GRANT EXEMPT ACCESS POLICY,"
                    + " EXEMPT REDACTION POLICY TO \"APP\" lets it be read, and so does GRANT SELECT"
                    + " ON each of them"));
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
