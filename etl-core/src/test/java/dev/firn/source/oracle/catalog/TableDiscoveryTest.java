package dev.firn.source.oracle.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of rows of the dictionary; the rows are synthetic. */
class TableDiscoveryTest {

  private static Discovered discover(String release, OracleVersion version, String like)
      throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary(release)) {
      return new TableDiscovery(dictionary.connection(), version).tables("APP", like);
    }
  }

  private static TableSchema find(Discovered found, String name) {
    return found.tables().stream()
        .filter(table -> table.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(TableSchema table) {
    return table.columns().stream().map(Column::name).toList();
  }

  private static TableIdentity identity(TableSchema table) {
    return Objects.requireNonNull(table.identity());
  }

  @Test
  void readsADictionaryOf11() throws SQLException {
    Discovered found = discover("11g", OracleVersion.V11_2, "%");
    assertThat(found.leftOut())
        .isEqualTo(
            Map.of(
                "BIN$x1yZ==$0",
                "it is in the recycle bin",
                "SESSION_ROWS",
                "it is temporary, so that each session has rows of its own"));
    TableSchema orders = find(found, "ORDERS");
    assertThat(names(orders)).containsExactly("ID", "STATUS", "TOTAL", "PLACED", "CHANGED");
    assertThat(orders.columns().get(2).type()).hasToString("NUMBER(12,2)");
    assertThat(orders.primaryKey()).containsExactly("ID");
    assertThat(orders.estimatedRows()).isEqualTo(1000);
    assertThat(orders.bytes()).isEqualTo(64 * 8192);
    assertThat(found.columns())
        .isEqualTo(
            Map.of(
                new TableId("APP", "ORDERS"),
                Map.of(
                    "SYS_NC00006$",
                    "it is the server's own",
                    "SYS_C00007_12031415:09:26$",
                    "it is unused")));
    assertThat(find(found, "V_ORDERS").kind()).isEqualTo(RelationKind.VIEWS);
  }

  @Test
  void readsADictionaryOf12() throws SQLException {
    Discovered found = discover("12c", OracleVersion.V12_1, "%");
    assertThat(names(find(found, "ORDERS"))).endsWith("NOTE");
    assertThat(names(find(found, "IDENTITIES"))).containsExactly("ID");
    assertThat(find(found, "IDENTITIES").primaryKey()).isEmpty();
    assertThat(identity(find(found, "EVENTS")).parts())
        .extracting(Part::name, Part::object, Part::storage)
        .containsExactly(
            tuple("APP.EVENTS(P2024)", 91002L, 91010L),
            tuple("APP.EVENTS(SYS_P121)", 91003L, 91003L));
    assertThat(identity(find(found, "EVENTS")).isPartitioned()).isTrue();
    assertThat(identity(find(found, "ORDERS")).isPartitioned()).isFalse();
  }

  @Test
  void tellsWhatIsNoTableOfItsOwn() throws SQLException {
    Discovered found = discover("19c", OracleVersion.V19, "%");
    assertThat(found.leftOut())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("SYS_IOT_OVER_102", "it is a part of an index-organized table"),
                Map.entry("MAPPING", "it is a part of the index-organized table BY_KEY"),
                Map.entry("MLOG$_ORDERS", "it is the log of a materialized view"),
                Map.entry("RUPD$_ORDERS", "it is the log of a materialized view"),
                Map.entry("LOG_ELSEWHERE", "it is the log of materialized views of ORDERS"),
                Map.entry("GTT", "it is temporary, so that each session has rows of its own"),
                Map.entry("NESTED_LINES", "it holds the nested tables of another"),
                Map.entry("JOBS_QT", "it holds the messages of a queue"),
                Map.entry("AQ$_JOBS_QT_H", "it belongs to a queue"),
                Map.entry("DR$DOC_IDX$I", "it belongs to a text index"),
                Map.entry("MDRT_1A2B$", "it belongs to a spatial index"),
                Map.entry("PEOPLE", "its rows are objects of type PERSON_T"),
                Map.entry("OWNED", "it belongs to an index"),
                Map.entry("UNKNOWN_KIND", "the dictionary does not say what kind of table it is")));
    assertThat(found.tables())
        .extracting(table -> table.id().name(), TableSchema::kind)
        .contains(
            tuple("BY_KEY", RelationKind.TABLES),
            tuple("IN_CLUSTER", RelationKind.TABLES),
            tuple("M_ORDERS", RelationKind.MATERIALIZED_VIEWS),
            tuple("LOADED_FILE", RelationKind.FOREIGN_TABLES),
            tuple("V_ORDERS", RelationKind.VIEWS));
  }

  @Test
  void keepsNamesAsTheDictionarySpellsThem() throws SQLException {
    Discovered found = discover("19c", OracleVersion.V19, "Ord%");
    assertThat(found.tables()).hasSize(1);
    assertThat(names(find(found, "Orders"))).containsExactly("id", "ID");
    assertThat(find(found, "Orders").primaryKey()).containsExactly("ID", "id");
  }

  @Test
  void tellsTypesAsTheyAreDeclared() throws SQLException {
    Discovered found = discover("19c", OracleVersion.V19, "DOCUMENTS");
    TableSchema documents = find(found, "DOCUMENTS");
    assertThat(documents.columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "ID NUMBER(38,0)",
            "DOC XMLTYPE",
            "PLACE SDO_GEOMETRY",
            "OWN APP.MONEY_T",
            "BODY LONG",
            "WHEN_TZ TIMESTAMP WITH TIME ZONE",
            "NANOS TIMESTAMP",
            "SPAN INTERVAL DAY TO SECOND",
            "ANY_NUMBER NUMBER",
            "F FLOAT",
            "SECRET VARCHAR2");
    assertThat(documents.columns().get(6).type().scale()).isEqualTo(9);
    assertThat(found.columns().get(documents.id()))
        .isEqualTo(
            Map.of(
                "SYS_NC00003$",
                "it is the server's own",
                "UPPER_BODY",
                "it is virtual, so that no event carries it",
                "SYS_C00014_24010203:04:05$",
                "it is unused"));
  }

  @Test
  void takesAKeyForOneOnlyIfItIsEnforced() throws SQLException {
    Discovered found = discover("19c", OracleVersion.V19, "%");
    assertThat(find(found, "UNTRUSTED").primaryKey()).isEmpty();
    assertThat(identity(find(found, "UNTRUSTED")).naming()).isEqualTo(RowNaming.NOTHING);
    assertThat(identity(find(found, "ORDERS")).naming()).isEqualTo(RowNaming.FULL);
    assertThat(identity(find(found, "BY_KEY")).naming()).isEqualTo(RowNaming.KEY);
  }

  @Test
  void knowsATableByItsNumbers() throws SQLException {
    Discovered found = discover("19c", OracleVersion.V19, "%");
    TableIdentity orders = identity(find(found, "ORDERS"));
    assertThat(orders.server())
        .isEqualTo("database 1234567890, incarnation 1594143, container CON_NAME 815");
    assertThat(orders.object()).isEqualTo(100);
    assertThat(orders.horizon()).isEqualTo(8_812_345_678L);
    assertThat(orders.parts()).singleElement().extracting(Part::storage).isEqualTo(100L);
    assertThat(identity(find(found, "EVENTS")).parts())
        .extracting(Part::storage)
        .containsExactly(112L, 213L);
    assertThat(identity(find(found, "BY_KEY")).isPartitioned()).isFalse();
    assertThat(identity(find(found, "NEVER_LOGGED")).parts())
        .singleElement()
        .extracting(Part::logged)
        .isEqualTo(true);
  }

  @Test
  void knowsAColumnByItsNameWhereverItStands() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableDiscovery discovery = new TableDiscovery(dictionary.connection(), OracleVersion.V19);
      TableIdentity before = identity(find(discovery.tables("APP", "ORDERS"), "ORDERS"));
      // A column that is dropped gives its number, and those of all that follow, to others.
      dictionary.run(
          "DELETE FROM ALL_TAB_COLS WHERE TABLE_NAME = 'ORDERS' AND COLUMN_NAME = 'STATUS'");
      dictionary.run(
          "UPDATE ALL_TAB_COLS SET INTERNAL_COLUMN_ID = INTERNAL_COLUMN_ID - 1"
              + " WHERE TABLE_NAME = 'ORDERS' AND INTERNAL_COLUMN_ID > 2");
      TableIdentity after = identity(find(discovery.tables("APP", "ORDERS"), "ORDERS"));
      assertThat(after.columns()).hasSize(4).isSubsetOf(before.columns());
      assertThat(after.isSame(before)).isFalse();
    }
  }

  @Test
  void knowsAKeyThatWasMadeAnewFromTheOneThatItWas() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableDiscovery discovery = new TableDiscovery(dictionary.connection(), OracleVersion.V19);
      TableIdentity before = identity(find(discovery.tables("APP", "ORDERS"), "ORDERS"));
      assertThat(before.key()).isNotZero();
      assertThat(identity(find(discovery.tables("APP", "UNTRUSTED"), "UNTRUSTED")).key()).isZero();
      // Another one was there meanwhile, and the same columns are in it again.
      dictionary.run(
          "UPDATE ALL_CONSTRAINTS SET LAST_CHANGE = '2024-03-01 12:00:01' WHERE TABLE_NAME ="
              + " 'ORDERS'");
      TableIdentity after = identity(find(discovery.tables("APP", "ORDERS"), "ORDERS"));
      assertThat(after.isSame(before)).isFalse();
      assertThat(before.mayHaveHadAnotherKey(after, List.of("ID"))).isTrue();
    }
  }

  @Test
  void saysNothingOfAServerThatItMayNotAsk() throws SQLException {
    Discovered found = discover("23ai", OracleVersion.V23, "%");
    assertThat(identity(find(found, "PRODUCTS")).server()).isEmpty();
    assertThat(find(found, "PRODUCTS").columns())
        .extracting(column -> column.type().toString())
        .containsExactly("NUMBER(38,0)", "BOOLEAN", "JSON", "VECTOR", "VARCHAR2");
  }

  @Test
  void findsWhereRowsAreStored() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableStorage storage = new TableStorage(dictionary.connection());
      TableId orders = new TableId("APP", "ORDERS");
      assertThat(storage.parts(orders)).containsExactly(new TablePart("", false, 100));
      assertThat(storage.findExtents(orders))
          .contains(List.of(new Extent("", 4, 128, 8), new Extent("", 4, 136, 8)));
      assertThat(storage.parts(new TableId("APP", "EVENTS")))
          .containsExactly(new TablePart("P1_EU", true, 112), new TablePart("P1_US", true, 213));
      assertThat(storage.parts(new TableId("APP", "BY_KEY")))
          .containsExactly(new TablePart("", false, 0));
    }
    try (FixtureDictionary dictionary = new FixtureDictionary("11g")) {
      assertThat(
              new TableStorage(dictionary.connection()).findExtents(new TableId("APP", "ORDERS")))
          .isEmpty();
    }
  }

  @Test
  void findsOneTableByItsNameOnly() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableDiscovery discovery = new TableDiscovery(dictionary.connection(), OracleVersion.V19);
      assertThat(discovery.findTable(new TableId("APP", "M_ORDERS")))
          .hasValueSatisfying(
              table -> assertThat(table.kind()).isEqualTo(RelationKind.MATERIALIZED_VIEWS));
      assertThat(discovery.findTable(new TableId("APP", "M%")))
          .as("a pattern is no name")
          .isEmpty();
    }
  }

  @Test
  void asksForSomeTablesByTheirNamesOnly() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableDiscovery discovery = new TableDiscovery(dictionary.connection(), OracleVersion.V19);
      for (int i = 0; i < 250; i++) {
        dictionary.run(
            "INSERT INTO ALL_OBJECTS VALUES ('APP', 'T%d', '', 'TABLE', %d, 1, 'N', 'N')"
                .formatted(i, 1000 + i));
        dictionary.run(
            "INSERT INTO ALL_TABLES VALUES ('APP', 'T%d', '', '', '', 'N', 'N', 'NO', 'NO', 'YES', 0, 0, 0, 'DISABLED')"
                .formatted(i));
      }
      Discovered all = discovery.tables("APP", "%");
      List<String> there =
          Stream.concat(
                  Stream.of("ORDERS", "Orders", "EVENTS"),
                  IntStream.range(0, 250).mapToObj(i -> "T" + i))
              .toList();
      Discovered some =
          discovery.tables("APP", Stream.concat(there.stream(), Stream.of("GTT", "M%")).toList());
      assertThat(some.leftOut()).containsOnlyKeys("GTT");
      assertThat(some.tables())
          .extracting(table -> table.id().name())
          .containsExactlyInAnyOrderElementsOf(there);
      for (TableSchema table : some.tables()) {
        TableSchema same = find(all, table.id().name());
        assertThat(table.ofSize(0, 0)).isEqualTo(same.ofSize(0, 0));
      }
      assertThat(discovery.tables("APP", List.of()).tables()).isEmpty();
      assertThat(discovery.names("APP"))
          .isEqualTo(
              all.tables().stream()
                  .filter(TableSchema::canBeCaptured)
                  .map(table -> table.id().name())
                  .collect(Collectors.toSet()));
      assertThat(discovery.withLongColumns("APP")).containsExactly("DOCUMENTS");
      assertThat(discovery.server()).isEqualTo(identity(find(all, "ORDERS")).server());
    }
  }

  @Test
  void knowsTheSizesOfSegmentsBetterThanStatisticsDo() throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableDiscovery discovery = new TableDiscovery(dictionary.connection(), OracleVersion.V19);
      assertThat(find(discovery.tables("APP", "%"), "ORDERS").bytes()).isEqualTo(64 * 8192);
      dictionary.run("CREATE TABLE DBA_SEGMENTS (OWNER, SEGMENT_NAME, SEGMENT_TYPE, BYTES)");
      dictionary.run(
          "INSERT INTO DBA_SEGMENTS VALUES ('APP', 'ORDERS', 'TABLE PARTITION', 1000), ('APP',"
              + " 'ORDERS', 'TABLE PARTITION', 24), ('APP', 'ORDERS', 'INDEX', 7), ('APP', 'SYS_LOB1',"
              + " 'LOBSEGMENT', 50000), ('ELSE', 'ORDERS', 'TABLE', 9)");
      dictionary.run("CREATE TABLE ALL_LOBS (OWNER, TABLE_NAME, SEGMENT_NAME)");
      dictionary.run("INSERT INTO ALL_LOBS VALUES ('APP', 'ORDERS', 'SYS_LOB1')");
      assertThat(find(discovery.tables("APP", "%"), "ORDERS").bytes()).isEqualTo(51_024);
    }
  }

  @Test
  void saysHowWideRowsAre() throws SQLException {
    TableSchema orders = find(discover("19c", OracleVersion.V19, "%"), "ORDERS");
    assertThat(RowWidth.of(new SchemaMapper(UnknownTypes.FAIL, DatabaseType.ORACLE).map(orders)))
        .isEqualTo(new RowWidth(22 + 40 + 22 + 7 + 11, 0));
  }
}
