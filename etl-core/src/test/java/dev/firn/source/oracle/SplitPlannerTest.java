package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.read.OracleSplit;
import dev.firn.source.oracle.type.OracleTypes;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitPlannerTest {

  private static final BigDecimal SCN = BigDecimal.valueOf(8_812_345_678L);

  private FixtureDictionary dictionary;
  private SplitPlanner planner;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
    planner = new SplitPlanner(dictionary.connection(), SCN);
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  private static TableSchema table(String name, String... key) {
    return new TableSchema(
        new TableId("APP", name),
        List.of(new Column("ID", OracleTypes.declared("NUMBER", 9, 0), null)),
        List.of(key),
        0,
        0);
  }

  private static List<String> shown(List<OracleSplit> splits) {
    return splits.stream().map(split -> split.part().clause() + split.bounds()).toList();
  }

  @Test
  void cutsALargeTableByAddresses() throws SQLException {
    dictionary.run("UPDATE DBA_EXTENTS SET BLOCKS = 3000 WHERE SEGMENT_NAME = 'ORDERS'");
    List<OracleSplit> splits = planner.split(table("ORDERS", "ID"), 4);
    assertThat(splits).hasSize(4);
    assertThat(splits.get(0).bounds())
        .containsExactly(new OracleSplit.Bound("ROWID < CHARTOROWID(:high)", "AAAABkAAEAAAAZcAAA"));
    assertThat(splits.get(3).bounds())
        .singleElement()
        .extracting(OracleSplit.Bound::condition)
        .isEqualTo("ROWID >= CHARTOROWID(:low)");
    assertThat(arrangement().isUnmoved(new TableId("APP", "ORDERS"), splits)).isTrue();
  }

  @Test
  void readsPartitionByPartition() throws SQLException {
    assertThat(planner.split(table("EVENTS"), 4)).allMatch(OracleSplit::isOfKnownSize);
    assertThat(shown(planner.split(table("EVENTS"), 4)))
        .containsExactly(" SUBPARTITION (\"P1_EU\")[]", " SUBPARTITION (\"P1_US\")[]");
  }

  @Test
  void readsATableWithAnArchiveOfItsPastInOnePiece() throws SQLException {
    dictionary.run("CREATE TABLE USER_FLASHBACK_ARCHIVE_TABLES (OWNER_NAME, TABLE_NAME)");
    dictionary.run("UPDATE DBA_EXTENTS SET BLOCKS = 3000 WHERE SEGMENT_NAME = 'ORDERS'");
    assertThat(planner.split(table("ORDERS"), 4)).hasSize(4);
    dictionary.run("INSERT INTO USER_FLASHBACK_ARCHIVE_TABLES VALUES ('APP', 'ORDERS')");
    assertThat(shown(planner.split(table("ORDERS"), 4))).containsExactly("[]");
    dictionary.run("CREATE TABLE DBA_FLASHBACK_ARCHIVE_TABLES (OWNER_NAME, TABLE_NAME)");
    dictionary.run("INSERT INTO DBA_FLASHBACK_ARCHIVE_TABLES VALUES ('APP', 'EVENTS')");
    assertThat(shown(planner.split(table("EVENTS"), 4))).containsExactly("[]");
    assertThat(planner.split(table("ORDERS"), 4)).hasSize(4);
  }

  @Test
  void seesPartsThatOldReleasesShowToAFewOnly() throws SQLException {
    dictionary.run("CREATE TABLE DBA_OBJECTS AS SELECT * FROM ALL_OBJECTS");
    dictionary.run("DELETE FROM ALL_OBJECTS WHERE SUBOBJECT_NAME IS NOT NULL");
    assertThat(shown(planner.split(table("EVENTS"), 4)))
        .containsExactly(" SUBPARTITION (\"P1_EU\")[]", " SUBPARTITION (\"P1_US\")[]");
    dictionary.run("DROP TABLE DBA_OBJECTS");
    assertThat(shown(new SplitPlanner(dictionary.connection(), SCN).split(table("EVENTS"), 4)))
        .containsExactly("[]");
  }

  @Test
  void readsATableOfWhichALeafHasNoSegmentInOnePiece() throws SQLException {
    TableId events = new TableId("APP", "EVENTS");
    TableSchema before =
        new TableDiscovery(dictionary.connection(), OracleVersion.V19)
            .findTable(events)
            .orElseThrow();
    dictionary.run(
        "INSERT INTO ALL_OBJECTS VALUES ('APP','EVENTS','P2_FILE','TABLE SUBPARTITION',115,NULL,'N','N')");
    assertThat(shown(planner.split(table("EVENTS"), 4))).containsExactly("[]");
    assertThat(arrangement().hasAllOf(events, before.identity())).isTrue();
    dictionary.run("DELETE FROM ALL_OBJECTS WHERE SUBOBJECT_NAME = 'P1_EU'");
    assertThat(arrangement().hasAllOf(events, before.identity()))
        .as("it is noticed all the same that rows were moved")
        .isFalse();
    dictionary.run("DELETE FROM ALL_OBJECTS WHERE OBJECT_TYPE = 'TABLE SUBPARTITION'");
    assertThat(shown(planner.split(table("EVENTS"), 4)))
        .as("subpartitions that the user does not see")
        .containsExactly("[]");
  }

  @Test
  void readsPartitionsAsAWholeIfAddressesAreNotToBeSeen() throws SQLException {
    dictionary.run("DROP TABLE DBA_EXTENTS");
    assertThat(shown(planner.split(table("EVENTS"), 4)))
        .containsExactly(" SUBPARTITION (\"P1_EU\")[]", " SUBPARTITION (\"P1_US\")[]");
  }

  @Test
  void cutsByTheKeyIfAddressesAreNotToBeSeen() throws SQLException {
    dictionary.run("DROP TABLE DBA_EXTENTS");
    dictionary.answer("MIN(\"ID\"), MAX(\"ID\")", "SELECT 1, 101");
    assertThat(shown(planner.split(table("ORDERS", "ID"), 4)))
        .containsExactly(
            "[Bound[condition=\"ID\" < :high, value=26]]",
            "[Bound[condition=\"ID\" >= :low, value=26], Bound[condition=\"ID\" < :high, value=51]]",
            "[Bound[condition=\"ID\" >= :low, value=51], Bound[condition=\"ID\" < :high, value=76]]",
            "[Bound[condition=\"ID\" >= :low, value=76]]");
  }

  @Test
  void cutsAnIndexOrganizedTableByItsKey() throws SQLException {
    dictionary.answer("MIN(\"ID\"), MAX(\"ID\")", "SELECT 1, 3");
    assertThat(planner.split(table("BY_KEY", "ID"), 2)).hasSize(2);
    dictionary.answer("MIN(\"ID\"), MAX(\"ID\")", "SELECT NULL, NULL");
    assertThat(shown(planner.split(table("BY_KEY", "ID"), 2))).containsExactly("[]");
  }

  @Test
  void readsWhatHasNoKeyAndNoAddressesAsAWhole() throws SQLException {
    assertThat(shown(planner.split(table("V_ORDERS"), 4))).containsExactly("[]");
    dictionary.run("DROP TABLE DBA_EXTENTS");
    assertThat(shown(planner.split(table("ORDERS"), 4))).containsExactly("[]");
  }

  @Test
  void believesTheServerMoreThanItself() throws SQLException {
    dictionary.run("UPDATE DBA_EXTENTS SET BLOCKS = 3000 WHERE SEGMENT_NAME = 'ORDERS'");
    dictionary.answer("ROWIDTOCHAR", "SELECT 'AAAABkAAFAAAACAAAA'");
    assertThat(planner.split(table("ORDERS"), 4))
        .singleElement()
        .matches(split -> !split.isOfKnownSize());
  }

  @Test
  void doesWithoutAddressesThatTheServerRefusesToMake() throws SQLException {
    dictionary.run("UPDATE DBA_EXTENTS SET BLOCKS = 3000 WHERE SEGMENT_NAME = 'ORDERS'");
    dictionary.answer("ROWIDTOCHAR", "SELECT * FROM NO_SUCH_VIEW");
    assertThat(planner.split(table("ORDERS"), 4))
        .singleElement()
        .matches(split -> !split.isOfKnownSize());
  }

  @Test
  void noticesThatAPartitionIsGoneSinceAnEarlierLook() throws SQLException {
    TableSchema events =
        new TableDiscovery(dictionary.connection(), OracleVersion.V19)
            .findTable(new TableId("APP", "EVENTS"))
            .orElseThrow();
    assertThat(arrangement().hasAllOf(events.id(), events.identity())).isTrue();
    dictionary.run(
        "INSERT INTO ALL_OBJECTS VALUES ('APP','EVENTS','SYS_SUBP9','TABLE SUBPARTITION',114,114,'N','N')");
    assertThat(arrangement().hasAllOf(events.id(), events.identity())).as("a later part").isTrue();
    dictionary.run("DELETE FROM ALL_OBJECTS WHERE SUBOBJECT_NAME = 'P1_EU'");
    assertThat(arrangement().hasAllOf(events.id(), events.identity())).isFalse();
    assertThat(arrangement().hasAllOf(events.id(), null)).isTrue();
  }

  private Arrangement arrangement() {
    return new Arrangement(dictionary.connection());
  }

  @Test
  void noticesThatRowsWereMovedOrAPartitionCame() throws SQLException {
    TableId events = new TableId("APP", "EVENTS");
    List<OracleSplit> splits = planner.split(table("EVENTS"), 4);
    assertThat(arrangement().isUnmoved(events, splits)).isTrue();
    dictionary.run("UPDATE ALL_OBJECTS SET DATA_OBJECT_ID = 999 WHERE SUBOBJECT_NAME = 'P1_EU'");
    assertThat(arrangement().isUnmoved(events, splits)).isFalse();
    assertThat(arrangement().isAsPlanned(events, splits)).isFalse();
    List<OracleSplit> again = planner.split(table("EVENTS"), 4);
    assertThat(arrangement().isAsPlanned(events, again)).isTrue();
    dictionary.run(
        "INSERT INTO ALL_OBJECTS VALUES ('APP','EVENTS','SYS_SUBP9','TABLE SUBPARTITION',114,114,'N','N')");
    assertThat(arrangement().isAsPlanned(events, again)).isFalse();
    assertThat(arrangement().isUnmoved(events, again)).as("a later part has no rows").isTrue();
  }

  @Test
  void noticesThatRowsWereMovedWhicheverWayTheyAreCut() throws SQLException {
    TableId orders = new TableId("APP", "ORDERS");
    dictionary.run("DROP TABLE DBA_EXTENTS");
    dictionary.answer("MIN(\"ID\"), MAX(\"ID\")", "SELECT 1, 101");
    List<OracleSplit> byKey = planner.split(table("ORDERS", "ID"), 4);
    List<OracleSplit> whole = planner.split(table("ORDERS"), 4);
    assertThat(byKey).hasSize(4);
    assertThat(arrangement().isUnmoved(orders, byKey)).isTrue();
    assertThat(arrangement().isUnmoved(orders, whole)).isTrue();
    dictionary.run("UPDATE ALL_OBJECTS SET DATA_OBJECT_ID = 999 WHERE OBJECT_NAME = 'ORDERS'");
    assertThat(arrangement().isUnmoved(orders, byKey)).isFalse();
    assertThat(arrangement().isUnmoved(orders, whole)).isFalse();
  }
}
