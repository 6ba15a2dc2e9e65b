package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ReadPointGoneException;
import dev.firn.error.UnavailableException;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.AlterationMarks;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleVersion;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noticed of a table that has changed while it was read; the rows are synthetic. */
class ClosingLookTest {

  private static final TableId ORDERS = new TableId("APP", "ORDERS");

  private FixtureDictionary dictionary;
  private TableSchema before;
  private @Nullable String mark;
  private List<ReadSplit> splits;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
    dictionary.answer("SELECT USER", "SELECT 'APP'");
    dictionary.run("CREATE TABLE SESSION_PRIVS (PRIVILEGE)");
    dictionary.createPrivileges();
    dictionary.createRedactions();
    dictionary.run(
        "ALTER TABLE ALL_OBJECTS ADD COLUMN LAST_DDL_TIME DEFAULT '2026-11-29 09:00:00'");
    before =
        new TableDiscovery(dictionary.connection(), OracleVersion.V19)
            .findTable(ORDERS)
            .orElseThrow();
    mark = AlterationMarks.of(dictionary.connection(), List.of(ORDERS)).get(ORDERS);
    splits =
        List.copyOf(
            new SplitPlanner(dictionary.connection(), BigDecimal.valueOf(7)).split(before, 4));
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  private ThrowingCallable look() {
    return () ->
        new ClosingLook(dictionary.connection(), OracleVersion.V19, "7")
            .assertWhole(
                ORDERS, before.identity(), new ClosingLook.Before(before.identity(), mark), splits);
  }

  private void isReadAgain(String why) {
    assertThatThrownBy(look())
        .isInstanceOf(ReadPointGoneException.class)
        .hasMessageContaining("Cannot read APP.ORDERS at SCN 7: " + why)
        .hasMessageEndingWith("The whole table is read again at a later SCN.");
  }

  @Test
  void letsATablePassThatIsAsItWas() {
    assertThatCode(look()).doesNotThrowAnyException();
  }

  @Test
  void noticesAPolicyThatCameWhileRowsWereRead() throws SQLException {
    dictionary.run("INSERT INTO ALL_POLICIES VALUES ('APP', 'ORDERS', 'BY_BRANCH', 'YES', 'YES')");
    assertThatThrownBy(look())
        .isInstanceOf(UnavailableException.class)
        .isNotInstanceOf(ReadPointGoneException.class)
        .hasMessageEndingWith(
            "Cannot read APP.ORDERS at SCN 7: policy BY_BRANCH may hide rows from user APP. GRANT"
                + " EXEMPT ACCESS POLICY TO \"APP\" shows them.");
  }

  @Test
  void noticesARedactionThatCameWhileRowsWereRead() throws SQLException {
    dictionary.run("INSERT INTO REDACTION_POLICIES VALUES ('APP', 'ORDERS', 'MASK', 'YES')");
    assertThatThrownBy(look()).hasMessageContaining("policy MASK may show user APP other values");
  }

  @Test
  void noticesThatDamagedBlocksArePassedOverByNow() throws SQLException {
    dictionary.run("UPDATE ALL_TABLES SET SKIP_CORRUPT = 'ENABLED' WHERE TABLE_NAME = 'ORDERS'");
    assertThatThrownBy(look()).hasMessageContaining("DBMS_REPAIR.NOSKIP_FLAG");
  }

  @Test
  void readsATableAgainWhoseColumnIsAnotherOneOfTheSameName() throws SQLException {
    dictionary.run(
        "UPDATE ALL_TAB_COLS SET INTERNAL_COLUMN_ID = 17"
            + " WHERE TABLE_NAME = 'ORDERS' AND COLUMN_NAME = 'CHANGED'");
    isReadAgain("it was altered, dropped or made again");
  }

  @Test
  void readsATableAgainThatWasAlteredAndLooksAsBefore() throws SQLException {
    dictionary.run(
        "UPDATE ALL_OBJECTS SET LAST_DDL_TIME = '2026-11-29 09:00:01' WHERE OBJECT_NAME = 'ORDERS'");
    isReadAgain("it was altered, dropped or made again");
  }

  @Test
  void doesNotMindThatPartitionsComeByThemselves() throws SQLException {
    TableId events = new TableId("APP", "EVENTS");
    String earlier = AlterationMarks.of(dictionary.connection(), List.of(events)).get(events);
    dictionary.run("UPDATE ALL_OBJECTS SET LAST_DDL_TIME = '2026-11-29 09:00:01'");
    assertThat(AlterationMarks.of(dictionary.connection(), List.of(events)).get(events))
        .isEqualTo(earlier)
        .isNotNull();
  }

  @Test
  void readsATableAgainThatWasMovedOrAltered() throws SQLException {
    dictionary.run("UPDATE ALL_OBJECTS SET DATA_OBJECT_ID = 999 WHERE OBJECT_NAME = 'ORDERS'");
    isReadAgain("its rows were moved to other segments");
    dictionary.run(
        "UPDATE ALL_OBJECTS SET DATA_OBJECT_ID = 100, OBJECT_ID = 999 WHERE OBJECT_NAME = 'ORDERS'");
    isReadAgain("it was altered, dropped or made again");
  }
}
