package dev.firn.source.oracle.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.error.ExitCode;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import dev.firn.health.Severity;
import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.type.OracleTypes;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the probes tell of a server; the rows are synthetic. */
class OracleProbesTest {

  private static final TableId ORDERS = new TableId("APP", "ORDERS");
  private static final TableId UNTRUSTED = new TableId("APP", "UNTRUSTED");
  private static final TableId EVENTS = new TableId("APP", "EVENTS");
  private static final TableId NEVER_LOGGED = new TableId("APP", "NEVER_LOGGED");
  private static final TableId BY_KEY = new TableId("APP", "BY_KEY");

  private FixtureDictionary dictionary;
  private List<TableId> tables = List.of(ORDERS);
  private @Nullable BigInteger needed;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
    dictionary.run("CREATE TABLE DBA_SUPPLEMENTAL_LOGGING (MINIMAL, ALL_COLUMN)");
    dictionary.run(
        "CREATE TABLE DBA_SEGMENTS (OWNER, SEGMENT_NAME, PARTITION_NAME, SEGMENT_TYPE, BYTES)");
    for (SystemView view : ViewRights.of(OracleVersion.V19)) {
      dictionary.run("CREATE TABLE IF NOT EXISTS \"" + view.name() + "\" (X)");
    }
    dictionary.createPrivileges();
    dictionary.createRedactions();
    dictionary.run("CREATE TABLE SESSION_PRIVS (PRIVILEGE)");
    dictionary.run("CREATE TABLE NLS_DATABASE_PARAMETERS (PARAMETER, VALUE)");
    dictionary.run("INSERT INTO NLS_DATABASE_PARAMETERS VALUES ('NLS_CHARACTERSET', 'AL32UTF8')");
    dictionary.answer("SELECT USER", "SELECT 'APP'");
    dictionary.answer("SELECT VALUE FROM V$PARAMETER", "SELECT '900'");
    dictionary.answer("SELECT MIN(CASE WHEN TUNED", "SELECT 1200 AS KEPT, 3 AS BROKEN_OFF");
    openTransaction("NULL AS SID", "2026-11-30 09:30:00");
    archived(7_000_000_000L, "2026-11-20 00:00:00", 12, "2026-11-29 00:00:00");
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  private void openTransaction(String session, String since) {
    dictionary.answer(
        "SELECT t.INST_ID",
        "SELECT 2 AS INST_ID, "
            + session
            + ", 4711 AS SERIAL, 'ETL' AS USERNAME, 'web1' AS MACHINE, 'sqlplus' AS PROGRAM, '"
            + since
            + "' AS SINCE, '2026-11-30 10:00:00' AS NOW");
  }

  private void archived(long first, String since, int removed, String neededSince) {
    dictionary.answer(
        "SELECT THREAD#",
        "SELECT 1 AS THREAD, '%d' AS FIRST_SCN, '%s' AS SINCE, %d AS REMOVED, '2026-11-30 10:00:00' AS NOW"
            .formatted(first, since, removed));
    dictionary.answer("SELECT TO_CHAR(MAX(FIRST_TIME)", "SELECT '" + neededSince + "' AS BEGUN");
  }

  private List<Finding> look() throws SQLException {
    return look(true);
  }

  private List<Finding> look(boolean areCaptured) throws SQLException {
    List<TableSchema> all =
        new TableDiscovery(dictionary.connection(), OracleVersion.V19)
            .tables("APP", "%").tables().stream()
                .filter(table -> tables.contains(table.id()))
                .toList();
    return look(new ExaminedTables(all, Set.of(ORDERS), true, areCaptured, 2, 4), Map.of());
  }

  private List<Finding> look(ExaminedTables examined, Map<TableId, String> refused) {
    return OracleProbes.look(
        new OracleLook(
            dictionary.connection(),
            OracleVersion.V19,
            "erp",
            "APP",
            "APP",
            examined,
            refused,
            needed));
  }

  private Finding only() throws SQLException {
    List<Finding> found = look();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<String> steps(Finding finding) {
    return finding.remedy().steps().stream().map(Remedy.Step::text).toList();
  }

  @Test
  void nothingIsToldOfAServerThatIsWell() throws SQLException {
    needed = BigInteger.valueOf(8_000_000_000L);
    assertThat(look()).isEmpty();
    assertThat(look(false)).isEmpty();
  }

  @Test
  void tellsThatTheLogIsNotArchived() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET LOG_MODE = 'NOARCHIVELOG'");

    assertThat(only().probe()).isEqualTo("source.archive-mode");
    assertThat(only().severity()).isEqualTo(Severity.ERROR);
    assertThat(steps(only())).contains("ALTER DATABASE ARCHIVELOG", "ALTER DATABASE OPEN");
    assertThat(look(false)).as("a source that is only read").isEmpty();
  }

  @Test
  void tellsWhatTheLogLacks() throws SQLException {
    tables = List.of(ORDERS, UNTRUSTED);
    assertThat(only().probe()).isEqualTo("source.supplemental-log");
    assertThat(only().evidence()).startsWith("APP.UNTRUSTED: changes are not logged whole");
    assertThat(steps(only()))
        .containsExactly(
            "ALTER TABLE \"APP\".\"UNTRUSTED\" ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS");

    dictionary.run("DELETE FROM DBA_SUPPLEMENTAL_LOGGING");
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_MIN = 'NO'");
    assertThat(steps(only())).containsExactly("ALTER DATABASE ADD SUPPLEMENTAL LOG DATA");
  }

  @Test
  void tellsWhatIsWrittenPastTheLog() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET FORCE_LOGGING = 'NO'");
    assertThat(only().probe()).isEqualTo("source.forced-log");
    assertThat(steps(only())).containsExactly("ALTER DATABASE FORCE LOGGING");

    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'");
    tables = List.of(ORDERS, NEVER_LOGGED);
    assertThat(look())
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(steps(finding))
                    .contains("ALTER TABLE \"APP\".\"NEVER_LOGGED\" LOGGING"));
  }

  @ParameterizedTest
  @CsvSource({
    "GV$TRANSACTION,SYS.GV_$TRANSACTION,ERROR",
    "GV$SESSION,SYS.GV_$SESSION,ERROR",
    "DBA_EXTENTS,SYS.DBA_EXTENTS,WARNING",
    "DBA_FLASHBACK_ARCHIVE_TABLES,SYS.DBA_FLASHBACK_ARCHIVE_TABLES,WARNING",
    "V$ARCHIVED_LOG,SYS.V_$ARCHIVED_LOG,WARNING"
  })
  void namesEachViewThatTheUserMayNotLookAt(String view, String granted, Severity severity)
      throws SQLException {
    dictionary.run("DROP TABLE \"" + view + "\"");

    assertThat(look())
        .filteredOn(finding -> finding.probe().equals("source.view-rights"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(severity);
              assertThat(finding.evidence()).startsWith("user APP may not look at " + view + ": ");
              assertThat(steps(finding))
                  .containsExactly("GRANT SELECT ON " + granted + " TO \"APP\"");
            });
  }

  @Test
  void looksAtTheRestWhereTheDatabaseIsNotToBeSeen() throws SQLException {
    dictionary.run("DROP TABLE \"V$DATABASE\"");
    dictionary.run("UPDATE NLS_DATABASE_PARAMETERS SET VALUE = 'US7ASCII'");

    assertThat(look())
        .extracting(Finding::probe)
        .contains("source.view-rights", "source.character-set")
        .doesNotContain("source.archive-mode", "source.container");
  }

  @Test
  void tellsWhichPrivilegesOnTablesAreMissing() throws SQLException {
    tables = List.of(ORDERS, EVENTS);
    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'");
    dictionary.answer("SELECT USER", "SELECT 'ETL'");
    dictionary.run("INSERT INTO ALL_TAB_PRIVS VALUES ('APP', 'ORDERS', 'READ')");

    assertThat(look())
        .extracting(Finding::probe, OracleProbesTest::steps)
        .containsExactlyInAnyOrder(
            tuple("source.privileges", List.of("GRANT FLASHBACK ON \"APP\".\"ORDERS\" TO \"ETL\"")),
            tuple(
                "source.privileges",
                List.of("GRANT SELECT, FLASHBACK ON \"APP\".\"EVENTS\" TO \"ETL\"")));
  }

  @Test
  void tellsOfNamesAndTablesThatAreNotFollowed() throws SQLException {
    TableSchema named =
        new TableSchema(
            ORDERS,
            List.of(
                new Column(
                    "A_NAME_OF_MORE_THAN_THIRTY_CHARS",
                    OracleTypes.declared("NUMBER", 9, 0),
                    null)),
            List.of(),
            0,
            0);
    assertThat(look(new ExaminedTables(List.of(named), Set.of(), true, true, 2, 4), Map.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.probe()).isEqualTo("source.long-names");
              assertThat(finding.evidence()).contains("A_NAME_OF_MORE_THAN_THIRTY_CHARS");
            });

    dictionary.run("UPDATE \"V$DATABASE\" SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'");
    tables = List.of(ORDERS, BY_KEY);
    assertThat(only().evidence()).startsWith("APP.BY_KEY: it is index-organized");
    assertThat(
            look(
                new ExaminedTables(List.of(), Set.of(), true, true, 2, 4),
                Map.of(ORDERS, "column BODY is LONG")))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(steps(finding))
                    .containsExactly("sources.erp.bulk_load.handle_long_columns: exclude"));
  }

  @Test
  void tellsThatTheConnectionLeadsToAStandbyOrToTheRoot() throws SQLException {
    dictionary.run("UPDATE \"V$DATABASE\" SET DATABASE_ROLE = 'PHYSICAL STANDBY'");
    assertThat(only().probe()).isEqualTo("source.standby");

    dictionary.run("UPDATE \"V$DATABASE\" SET DATABASE_ROLE = 'PRIMARY'");
    dictionary.answer(
        "SELECT NAME, CDB", "SELECT 'ERP' AS NAME, 'YES' AS CDB, 'CDB$ROOT' AS CONTAINER");
    assertThat(only().probe()).isEqualTo("source.container");
  }

  @Test
  void tellsOfTransactionsThatStayOpen() throws SQLException {
    openTransaction("17 AS SID", "2026-11-30 06:00:00");
    assertThat(only().probe()).isEqualTo("source.long-transactions");
    assertThat(only().evidence())
        .startsWith("a transaction of session 17,4711,@2 of ETL on web1 (sqlplus) has written and")
        .contains("open for 4 h 0 min");
    assertThat(steps(only())).containsExactly("ALTER SYSTEM KILL SESSION '17,4711,@2' IMMEDIATE");

    openTransaction("NULL AS SID", "2026-11-30 06:00:00");
    assertThat(only().evidence()).startsWith("a transaction of no session on instance 2, such as");
    openTransaction("17 AS SID", "2026-11-30 09:00:01");
    assertThat(look()).isEmpty();
  }

  @Test
  void tellsThatUndoIsForgottenBeforeALoadEnds() throws SQLException {
    TableSchema big = new TableSchema(ORDERS, List.of(), List.of(), 0, 200_000L << 20);

    assertThat(look(new ExaminedTables(List.of(big), Set.of(), true, false, 2, 4), Map.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.probe()).isEqualTo("source.undo");
              assertThat(steps(finding)).containsExactly("ALTER SYSTEM SET UNDO_RETENTION = 3750");
            });
  }

  @Test
  void tellsWhenLogIsGoneThatTheConnectorNeeds() throws SQLException {
    needed = BigInteger.valueOf(6_999_999_999L);
    assertThat(only().code()).isEqualTo(ExitCode.DATA_GAP);
    assertThat(only().evidence())
        .isEqualTo(
            "the connector needs the log of thread 1 from SCN 6999999999 on, and what is kept"
                + " begins with SCN 7000000000");
    assertThat(steps(only())).contains("firn bulk-load --source erp --no-resume");

    needed = BigInteger.valueOf(7_000_000_000L);
    archived(7_000_000_000L, "2026-11-28 10:00:00", 12, "2026-11-28 10:30:00");
    assertThat(only().severity()).isEqualTo(Severity.ERROR);
    assertThat(only().evidence()).endsWith("that is removed in about 30 min");
    archived(7_000_000_000L, "2026-11-28 10:00:00", 12, "2026-11-29 09:00:00");
    assertThat(only().severity()).isEqualTo(Severity.WARNING);
    assertThat(only().evidence()).endsWith("that is removed in about 23 h 0 min");

    archived(7_000_000_000L, "2026-11-28 10:00:00", 0, "2026-11-28 10:30:00");
    assertThat(look()).as("a server that has never removed any").isEmpty();
  }

  @Test
  void tellsThatArchivedLogIsKeptForHoursOnly() throws SQLException {
    archived(7_000_000_000L, "2026-11-30 04:00:00", 12, "");
    assertThat(only().evidence())
        .isEqualTo(
            "the server keeps archived log of thread 1 for about 6 h 0 min: a connector that stands"
                + " still for longer lacks changes");
  }
}
