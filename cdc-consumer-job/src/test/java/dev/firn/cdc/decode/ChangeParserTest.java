package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ColumnType;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.TableMapping;
import dev.firn.schema.TypeSystem;
import dev.firn.schema.Unavailable;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.oracle.log.OracleLog;
import dev.firn.source.oracle.type.OracleTypes;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeParserTest {

  private static final Set<String> MARKERS = UnavailableValue.markers("shop");
  private static final String PLACEHOLDER = UnavailableValue.placeholder("shop");
  private static final String SOURCE =
      "\"source\":{\"snapshot\":null,\"schema\":\"shop\",\"table\":\"orders\",\"txId\":771,"
          + "\"lsn\":34359738,\"ts_ms\":1700000000123,"
          + "\"sequence\":\"[\\\"34359000\\\",\\\"34359738\\\"]\"}";

  private static final TableMapping ORDERS =
      new TableMapping(
          new TableId("shop", "orders"),
          List.of(column("Id", "int8"), column("status", "text"), column("photo", "bytea")),
          List.of("id"));

  private final ChangeParser parser = parser(ORDERS);

  private static ColumnMapping column(String name, String type) {
    return column(name, DeclaredType.of(type));
  }

  private static ColumnMapping column(String name, DeclaredType type) {
    return PostgresColumns.of(name, type);
  }

  private static ChangeParser parser(TableMapping mapping) {
    return new ChangeParser(mapping, new ValueDecoder(MARKERS));
  }

  private static KafkaEvent event(@Nullable String key, @Nullable String value) {
    return event(key, value, null);
  }

  private static KafkaEvent event(
      @Nullable String key, @Nullable String value, @Nullable String oldKey) {
    return new KafkaEvent(
        "shop.shop.orders", 2, 40, bytes(key), bytes(value), EventHeaders.ofOldKey(bytes(oldKey)));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static String envelope(String operation, String after) {
    return "{\"before\":null,\"after\":"
        + after
        + ","
        + SOURCE
        + ",\"transaction\":null,\"op\":\""
        + operation
        + "\",\"ts_ms\":1700000000999}";
  }

  private Change parse(@Nullable String key, String value) throws IOException {
    return parse(parser, event(key, value));
  }

  private static Change parse(ChangeParser parser, KafkaEvent event) throws IOException {
    return Objects.requireNonNull(parser.parse(event));
  }

  @Test
  void namesEveryColumnOfAnEventThatNeedsMoreRoom() {
    List<ColumnMapping> columns = new ArrayList<>(List.of(column("id", "int8")));
    for (int i = 0; i < 7; i++) {
      columns.add(column("n" + i, "numeric").sized(new MeasuredSize(18, 0, "measured")));
    }
    TableMapping numbers = new TableMapping(new TableId("shop", "orders"), columns, List.of("id"));
    String row =
        "{\"id\":7,\"n0\":\"1\",\"n1\":\"1e30\",\"n2\":\"1e30\",\"n3\":\"1e30\",\"n4\":\"1e30\","
            + "\"n5\":\"1e30\",\"n6\":\"0.5\"}";
    assertThatThrownBy(() -> parse(parser(numbers), event("{\"id\":7}", envelope("c", row))))
        .isInstanceOfSatisfying(
            UndecodableException.class,
            failure ->
                assertThat(failure.unfit())
                    .extracting(UnfitNumber::column)
                    .containsExactly("n1", "n2", "n3", "n4", "n5", "n6"));
  }

  private Change parse(String value) throws IOException {
    return parse("{\"Id\":7}", value);
  }

  private static RowKey key(Object... values) {
    return new RowKey(values);
  }

  @Test
  void readsAnInsertWithItsPlace() throws IOException {
    Change change = parse(envelope("c", "{\"Id\":7,\"status\":\"new\",\"photo\":\"AQID\"}"));
    assertThat(change.operation()).isEqualTo(ChangeOperation.CREATE);
    assertThat(change.place())
        .isEqualTo(Places.at(2, 40, 34_359_738, 34_359_000, 771, 1_700_000_000_123L));
    assertThat(change.key()).isEqualTo(key(7L));
    assertThat(change.oldKey()).isNull();
    assertThat(change.image()).containsExactly(7L, "new", new byte[] {1, 2, 3});
  }

  @Test
  void readsAnEnvelopeWithinItsSchema() throws IOException {
    String schema = "{\"type\":\"struct\",\"fields\":[{\"op\":\"x\",\"payload\":{\"op\":1}}]}";
    String value = envelope("c", "{\"Id\":7,\"status\":\"new\",\"photo\":null}");
    Change expected = parse(value);
    for (String wrapped :
        List.of(
            "{\"schema\":" + schema + ",\"payload\":" + value + "}",
            "{\"payload\":" + value + ",\"schema\":" + schema + "}")) {
      Change change = parse("{\"schema\":" + schema + ",\"payload\":{\"Id\":7}}", wrapped);
      assertThat(change).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "op {0} is {1}")
  @CsvSource({"c, CREATE", "r, READ", "u, UPDATE"})
  void readsRows(String code, ChangeOperation operation) throws IOException {
    Change change = parse(envelope(code, "{\"Id\":7,\"status\":\"new\",\"photo\":null}"));
    assertThat(change.operation()).isEqualTo(operation);
    assertThat(change.image()).containsExactly(7L, "new", null);
  }

  @Test
  void readsADelete() throws IOException {
    Change change = parse(envelope("d", "null"));
    assertThat(change.operation()).isEqualTo(ChangeOperation.DELETE);
    assertThat(change.key()).isEqualTo(key(7L));
    assertThat(change.image()).isNull();
  }

  @Test
  void readsATruncateWhichHasNoKey() throws IOException {
    Change change = parse(null, envelope("t", "null"));
    assertThat(change.operation()).isEqualTo(ChangeOperation.TRUNCATE);
    assertThat(change.key()).isNull();
    assertThat(change.image()).isNull();
  }

  @Test
  void readsNothingFromATombstone() throws IOException {
    assertThat(parser.parse(event("{\"Id\":7}", null))).isNull();
  }

  @Test
  void readsNothingFromALogicalMessage() throws IOException {
    String source = SOURCE.replace("\"orders\"", "\"\"");
    String value =
        "{\"op\":\"m\"," + source + ",\"message\":{\"prefix\":\"p\",\"content\":\"eA==\"}}";
    assertThat(parser.parse(event("{\"prefix\":\"p\"}", value))).isNull();
  }

  @Test
  void refusesAnUnknownOperation() {
    assertThatThrownBy(() -> parse(envelope("x", "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("Cannot read op \"x\": expected c, u, d, r or t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"payload\":null}", "{\"Id\":7}", "{\"after\":{\"Id\":7}}"})
  void refusesWhatHasNoOperation(String value) {
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("it is no Debezium envelope: it has no field \"op\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]            | its value is no JSON object",
        "7              | its value is no JSON object",
        "\"text\"       | its value is no JSON object",
        "no JSON        | its value is no JSON",
        "{\"op\":\"c\"  | its value is no JSON",
        "{\"after\":{   | its value is no JSON"
      })
  void refusesWhatIsNoJsonObject(String value, String message) {
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesEmptyBytes() {
    assertThatThrownBy(() -> parse(""))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("its value is no JSON object");
  }

  @Test
  void saysThatAvroIsNotReadAndWhatToSet() {
    String avro = "\0\0\0\0\7\16orders";
    assertThatThrownBy(() -> parse(avro))
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "its value begins with byte 0, as Avro and other forms of a schema registry do, which"
                + " are not read. Set value.converter to"
                + " org.apache.kafka.connect.json.JsonConverter in the connector");
    assertThatThrownBy(() -> parse(avro, envelope("d", "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith("its key begins with byte 0, as Avro")
        .hasMessageContaining("Set key.converter to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "r", "u"})
  void refusesAnUpsertWithoutARow(String code) {
    assertThatThrownBy(() -> parse(envelope(code, "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessageEndingWith(", and it has no \"after\"");
  }

  @Test
  void refusesAnEventWithoutAKey() {
    assertThatThrownBy(() -> parse(null, envelope("d", "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "it has no key. Set message.key.columns for shop.orders in the connector, or give the"
                + " table a primary key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"id\":7}", "{\"Id\":null}", "{\"payload\":{\"status\":\"x\"}}"})
  void refusesAKeyThatLacksAColumn(String key) {
    assertThatThrownBy(() -> parse(key, envelope("d", "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("its key lacks column Id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7                  | its key is no JSON object",
        "no JSON            | its key is no JSON: ",
        "{\"Id\":           | its key is no JSON: ",
        "{\"Id\":\"seven\"} | column Id of type int8 has value seven: expected an integer"
      })
  void refusesAKeyThatCannotBeRead(String key, String message) {
    assertThatThrownBy(() -> parse(key, envelope("d", "null")))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith(message.strip());
  }

  @Test
  void readsACompositeKeyInTheOrderOfTheTable() throws IOException {
    TableMapping items =
        new TableMapping(
            new TableId("shop", "orders"),
            List.of(column("line", "int4"), column("note", "text"), column("order", "numeric")),
            List.of("line", "order"));
    Change change =
        parse(
            parser(items),
            event("{\"order\":\"12.50\",\"more\":[{}],\"line\":3}", envelope("d", "null")));
    assertThat(change.key()).isEqualTo(key(3, "12.5"));
  }

  @Test
  void reportsFieldsThatTheContractDoesNotKnow() throws IOException {
    Change change =
        parse(
            envelope(
                "c", "{\"Id\":7,\"colour\":\"red\",\"status\":\"new\",\"tree\":{\"op\":\"d\"}}"));
    assertThat(change.image()).containsExactly(7L, "new", null);
    assertThat(parser.unknownFields()).containsExactlyInAnyOrder("colour", "tree");
  }

  @Test
  void knowsFieldsByTheSpellingOfTheSource() throws IOException {
    parse(envelope("c", "{\"Id\":7,\"id\":8,\"status\":\"new\",\"photo\":null}"));
    assertThat(parser.unknownFields()).containsExactly("id");
  }

  @Test
  void leavesAsTheyAreColumnsThatAnUpdateLacks() throws IOException {
    assertThat(parse(envelope("u", "{\"Id\":7,\"status\":null}")).image())
        .containsExactly(7L, null, Unavailable.VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "r"})
  void takesColumnsThatANewRowLacksForNull(String code) throws IOException {
    assertThat(parse(envelope(code, "{\"Id\":7}")).image()).containsExactly(7L, null, null);
  }

  @Test
  void givesANewRowTheDefaultOfAColumnThatWasAddedLater() throws IOException {
    TableMapping mapping =
        new TableMapping(
            ORDERS.source(),
            List.of(ORDERS.columns().get(0), column("count", "int4").withAddedDefault("42")),
            List.of("id"));
    KafkaEvent insert = event("{\"Id\":7}", envelope("c", "{\"Id\":7}"));
    KafkaEvent update = event("{\"Id\":7}", envelope("u", "{\"Id\":7}"));
    KafkaEvent explicit = event("{\"Id\":7}", envelope("c", "{\"Id\":7,\"count\":null}"));
    assertThat(parse(parser(mapping), insert).image()).containsExactly(7L, 42);
    assertThat(parse(parser(mapping), update).image()).containsExactly(7L, Unavailable.VALUE);
    assertThat(parse(parser(mapping), explicit).image()).containsExactly(7L, null);
  }

  @Test
  void readsTheKeyThatTheRowHadBefore() throws IOException {
    Change change =
        parse(
            parser,
            event("{\"Id\":7}", envelope("c", "{\"Id\":7,\"status\":\"new\"}"), "{\"Id\":6}"));
    assertThat(change.key()).isEqualTo(key(7L));
    assertThat(change.oldKey()).isEqualTo(key(6L));
    assertThat(change.image())
        .as("a row that moved keeps what the event lacks")
        .containsExactly(7L, "new", Unavailable.VALUE);
  }

  @Test
  void readsThePlaceholdersOfTextAndBytesAsUnavailable() throws IOException {
    String base64 =
        MARKERS.stream().filter(text -> !text.equals(PLACEHOLDER)).findFirst().orElseThrow();
    Change change =
        parse(
            envelope(
                "u", "{\"Id\":7,\"status\":\"" + PLACEHOLDER + "\",\"photo\":\"" + base64 + "\"}"));
    assertThat(change.image()).containsExactly(7L, Unavailable.VALUE, Unavailable.VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__debezium_unavailable_value", "__firn_unavailable_value_", ""})
  void keepsTextThatOnlyResemblesThePlaceholder(String text) throws IOException {
    String row = "{\"Id\":7,\"status\":\"" + text + "\"}";
    KafkaEvent ofOurs =
        new KafkaEvent(
            "shop.shop.orders",
            2,
            40,
            bytes("{\"Id\":7}"),
            bytes(envelope("u", row)),
            new EventHeaders(null, false, true, null));
    assertThat(parse(parser, ofOurs).image()).contains(text);
    assertThat(parse(envelope("c", row)).image()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"status\":\"__debezium_unavailable_value\"",
        "\"photo\":\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\""
      })
  void refusesThePlaceholderOfAConnectorThatWasNotToldOurs(String value) {
    assertThatThrownBy(() -> parse(envelope("u", "{\"Id\":7," + value + "}")))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining(" has __debezium_unavailable_value, which a connector sends in place")
        .hasMessageContaining(
            "Set unavailable.value.placeholder and the transform that adds header")
        .hasMessageContaining(" firn.settings in the connector as the file of firn bulk-load has");
  }

  @Test
  void doesNotTakeAPlaceInATransactionForOurSettings() {
    String row = "{\"Id\":7,\"status\":\"__debezium_unavailable_value\"}";
    String place = "\"transaction\":{\"id\":\"771:1\",\"total_order\":1}";
    assertThatThrownBy(() -> parse(envelope("u", row).replace("\"transaction\":null", place)))
        .as("any connector can be told to send it")
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("Set unavailable.value.placeholder");
  }

  @Test
  void tellsAnEventOfAnotherTableOnTheSameTopic() {
    String value = envelope("d", "null");
    assertThatThrownBy(() -> parse(value.replace("\"orders\"", "\"order$\"")))
        .isInstanceOf(OtherTableException.class)
        .hasMessage("It is an event of shop.order$")
        .extracting(e -> ((OtherTableException) e).table())
        .isEqualTo(new TableId("shop", "order$"));
    assertThatThrownBy(() -> parse(value.replace("\"schema\":\"shop\"", "\"schema\":\"Shop\"")))
        .isInstanceOf(OtherTableException.class)
        .hasMessage("It is an event of Shop.orders");
  }

  @Test
  void anEventOfAnotherDatabaseIsNoneOfThisSource() throws IOException {
    ChangeParser ofShop =
        new ChangeParser(
            ORDERS, new ValueDecoder(MARKERS), FieldRules.NONE, new EventOrigin("shop", "shop_db"));
    String value = envelope("c", "{\"Id\":7,\"status\":\"new\",\"photo\":null}");
    String named = "\"db\":\"%s\",\"schema\":\"shop\"";
    String ours = value.replace("\"schema\":\"shop\"", named.formatted("shop_db"));
    String others = value.replace("\"schema\":\"shop\"", named.formatted("crm_db"));
    assertThat(parse(ofShop, event("{\"Id\":7}", ours)).key()).isNotNull();
    assertThatThrownBy(() -> parse(ofShop, event("{\"Id\":7}", others)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("it is of database crm_db and not of shop_db");
    assertThat(parse(ofShop, event("{\"Id\":7}", value)).key()).as("it names none").isNotNull();
  }

  @Test
  void anEventOfAConnectorOfAnotherKindOfDatabaseIsNoneOfThisSource() throws IOException {
    String value = envelope("c", "{\"Id\":7,\"status\":\"new\",\"photo\":null}");
    String named = "\"connector\":\"%s\",\"schema\":\"shop\"";
    String ours = value.replace("\"schema\":\"shop\"", named.formatted("postgresql"));
    String others = value.replace("\"schema\":\"shop\"", named.formatted("mysql"));
    assertThat(parse(parser, event("{\"Id\":7}", ours)).key()).isNotNull();
    assertThatThrownBy(() -> parse(parser, event("{\"Id\":7}", others)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("it is of a connector of mysql");
  }

  /** Before the last look, its type may have had others. */
  @Test
  void aLabelThatItsTypeDoesNotHaveIsNoValueSinceTheLastLook() throws IOException {
    KafkaEvent happy = event("{\"Id\":7}", envelope("c", "{\"Id\":7,\"mood\":\"happy\"}"));
    KafkaEvent sad = event("{\"Id\":7}", envelope("c", "{\"Id\":7,\"mood\":\"sad\"}"));
    ChangeParser lookedAtBefore = parser(moods(700));
    assertThat(parse(lookedAtBefore, sad).image()).isNotNull();
    assertThatThrownBy(() -> parse(lookedAtBefore, happy))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column mood has value happy, which type mood(0,0) does not have");
    assertThat(parse(parser(moods(800)), happy).image()).isNotNull();
  }

  /** Of a table that was looked at before the transaction with this number. */
  private static TableMapping moods(long horizon) {
    ColumnMapping mood = column("mood", new DeclaredType("mood", 0, 0, true));
    ColumnIdentity id = new ColumnIdentity(1, "Id", false, 20, -1, "", Map.of());
    ColumnIdentity labelled =
        new ColumnIdentity(
            2, "mood", false, 99, -1, "", Map.of("5", "sad", "5" + ColumnIdentity.VERSION, "x"));
    return new TableMapping(
            new TableId("shop", "orders"), List.of(column("Id", "int8"), mood), List.of("id"))
        .identifiedBy(
            new TableIdentity(
                "",
                1,
                "",
                TableIdentity.RowNaming.KEY,
                0,
                List.of(id, labelled),
                0,
                List.of(),
                "",
                horizon,
                1));
  }

  /** Those that need no parser and those that do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Id\":7} | 7 |",
        "{\"Id\": 7 } | 7 |",
        "{\"payload\":{\"Id\":7}} | 7 |",
        "{\"Id\":0} | 0 |",
        "{\"Id\":-7} | -7 |",
        "{\"Id\":9223372036854775807} | 9223372036854775807 |",
        "{\"Id\":8} | 7 | is not the same in its key and in its row",
        "{\"Id\":70} | 7 | is not the same in its key and in its row",
        "{\"Id\":07} | 7 | its key is no JSON",
        "{\"Id\":} | 7 | its key is no JSON",
        "{\"Id\":7}} | 7 | its key is no JSON",
        "{\"Id\":7 | 7 | its key is no JSON",
        "{\"Ia\":7} | 7 | its key lacks column Id",
        "{\"Id\":7,\"Id\":7} | 7 | its key has field Id twice"
      })
  void aKeyOfANumberSaysWhatItsRowSays(String key, String id, @Nullable String refusal)
      throws IOException {
    String value = envelope("c", "{\"Id\":" + id + ",\"status\":\"new\",\"photo\":null}");
    if (refusal == null) {
      assertThat(Objects.requireNonNull(parse(key, value).key()).values())
          .containsExactly(Long.valueOf(id));
    } else {
      assertThatThrownBy(() -> parse(key, value))
          .isInstanceOf(UndecodableException.class)
          .hasMessageContaining(refusal);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Id\":\"no number\",\"other\":1}",
        "{\"Id\":{\"a\":[1]},\"other\":1}",
        "{\"photo\":\"no base64\",\"other\":1}",
        "{\"status\":5,\"other\":1}"
      })
  void tellsAnotherTablesEventThoughItsValuesWouldNotDecode(String after) {
    String value = envelope("c", after).replace("\"orders\"", "\"order$\"");
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(OtherTableException.class)
        .hasMessage("It is an event of shop.order$");
    assertThat(parser.unknownFields()).as("they are the other table's").isEmpty();
  }

  @Test
  void refusesAValueAndStillReportsUnknownFields() {
    assertThatThrownBy(() -> parse(envelope("c", "{\"Id\":{\"x\":[]},\"colour\":\"red\"}")))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column Id of type int8 has value {: expected an integer");
    assertThat(parser.unknownFields()).containsExactly("colour");
  }

  /** Two tables can share a topic. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"d\",\"source\":null}",
        "{\"op\":\"d\",\"source\":{}}",
        "{\"op\":\"d\",\"source\":{\"lsn\":null,\"sequence\":null,\"table\":\"orders\"}}",
        "{\"op\":\"d\",\"before\":null}"
      })
  void refusesAnEventThatDoesNotNameItsTable(String value) {
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("its source does not say whose table it is of");
  }

  @Test
  void readsAnEventWithoutAPlace() throws IOException {
    Change change =
        parse(
            "{\"op\":\"d\",\"source\":{\"lsn\":null,\"sequence\":null,\"schema\":\"shop\","
                + "\"table\":\"orders\"}}");
    assertThat(change.place()).isEqualTo(Places.at(2, 40, -1, -1, -1, -1));
  }

  @ParameterizedTest(name = "the sequence {0} begins at {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"123\",\"456\"] | 123",
        "[\"9223372036854775807\",\"1\"] | 9223372036854775807",
        "[null,\"456\"] | -1",
        "[null,null] | -1",
        "[] | -1"
      })
  void readsTheEndOfTheLastCommit(String sequence, long expected) throws IOException {
    String escaped = sequence.replace("\"", "\\\"");
    Change change =
        parse(
            "{\"op\":\"d\",\"source\":{\"schema\":\"shop\",\"table\":\"orders\",\"sequence\":\""
                + escaped
                + "\"}}");
    assertThat(Objects.requireNonNull(change.place().log()).committed()).isEqualTo(expected);
  }

  /** Decodes one value of a column. */
  private static @Nullable Object value(DeclaredType type, String json) throws IOException {
    TableMapping mapping =
        new TableMapping(
            ORDERS.source(), List.of(ORDERS.columns().get(0), column("v", type)), List.of("id"));
    Change change =
        parse(parser(mapping), event("{\"Id\":7}", envelope("u", "{\"Id\":7,\"v\":" + json + "}")));
    return Objects.requireNonNull(change.image())[1];
  }

  private static @Nullable Object value(String type, String json) throws IOException {
    return value(DeclaredType.of(type), json);
  }

  private static @Nullable Object decimal(String json) throws IOException {
    return value(new DeclaredType("numeric", 5, 2, false), json);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "\"1.5\", 1.50",
    "\"0\", 0.00",
    "\"-999.99\", -999.99",
    "\"1E+2\", 100.00",
    "\"1.500\", 1.50",
    "7, 7.00"
  })
  void readsDecimalsWithTheScaleOfTheColumn(String json, BigDecimal expected) throws IOException {
    assertThat(decimal(json)).isEqualTo(expected);
  }

  @Test
  void readsTheLargestDecimal() throws IOException {
    String digits = "99999999999999999999999999999999999999";
    DeclaredType type = new DeclaredType("numeric", 38, 0, false);
    assertThat(value(type, "\"" + digits + "\"")).isEqualTo(new BigDecimal(digits));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1000.00\" | 1000.00: it has more digits than decimal(5,2)",
        "\"1.001\"   | 1.001: Rounding necessary",
        "\"NaN\"     | NaN: ",
        "true        | true: ",
        "\"\"        | "
      })
  void refusesDecimalsThatTheColumnCannotHold(String json, @Nullable String message) {
    assertThatThrownBy(() -> decimal(json))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith(
            "column v of type numeric(5,2) has value " + (message == null ? "" : message.strip()));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "\"12.50\", 12.5",
    "\"0.000\", 0",
    "\"1E+10\", 10000000000",
    "\"NaN\", NaN",
    "\"NAN\", NaN",
    "\"Infinity\", Infinity",
    "\"POSITIVE_INFINITY\", Infinity",
    "\"-Infinity\", -Infinity",
    "\"NEGATIVE_INFINITY\", -Infinity"
  })
  void readsNumbersOfAnySizeAsText(String json, String expected) throws IOException {
    assertThat(value("numeric", json)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0.1, 0.1",
    "1, 1",
    "-1.7976931348623157E308, -1.7976931348623157E308",
    "4.9E-324, 4.9E-324",
    "\"NaN\", NaN",
    "\"Infinity\", Infinity",
    "\"-Infinity\", -Infinity"
  })
  void readsDoubles(String json, double expected) throws IOException {
    assertThat(value("float8", json)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"0.1, 0.1", "3.4028235E38, 3.4028235E38", "1.4E-45, 1.4E-45", "\"NaN\", NaN"})
  void readsFloats(String json, float expected) throws IOException {
    assertThat(value("float4", json)).isEqualTo(expected);
  }

  @Test
  void readsIntegersToTheirBounds() throws IOException {
    assertThat(value("int2", "-32768")).isEqualTo(-32_768);
    assertThat(value("int4", "-2147483648")).isEqualTo(Integer.MIN_VALUE);
    assertThat(value("int8", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(value("oid", "4294967295")).isEqualTo(4_294_967_295L);
  }

  @Test
  void readsBooleans() throws IOException {
    assertThat(value("bool", "true")).isEqualTo(true);
    assertThat(value("bool", "false")).isEqualTo(false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int4 | 2147483648  | 2147483648: integer overflow",
        "int4 | 1.5         | 1.5: expected an integer",
        "int8  | \"1\"       | 1: expected an integer",
        "text    | 5           | 5: expected text",
        "text    | {\"a\":1}   | {: expected text",
        "bytea  | \"AQ?=\"    | AQ?=: Illegal base64",
        "float8  | \"many\"    | many: ",
        "numeric | \"many\" | many: "
      })
  void refusesValuesThatAreNotWhatTheContractSays(String type, String json, String message) {
    assertThatThrownBy(() -> value(type, json))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith("column v of type " + type + " has value " + message.strip());
  }

  @Test
  void showsNoMoreThanTheBeginningOfAValueThatItRefuses() {
    String json = "\"" + "x".repeat(61) + "\"";
    assertThatThrownBy(() -> value("date", json))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column v of type date has value " + "x".repeat(60) + "…: expected an integer");
  }

  @ParameterizedTest(name = "day {0} is {1}")
  @CsvSource({
    "0, 1970-01-01",
    "-719529, -0001-12-31",
    "-2440588, -4713-11-24",
    "2145042905, +5874897-12-31"
  })
  void readsDates(long day, LocalDate expected) throws IOException {
    assertThat(value("date", Long.toString(day))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        2_147_483_647L,
        -2_147_483_648L,
        -2_147_472_692L,
        -2_147_472_691L,
        2_146_033_979L,
        2_145_042_906L,
        -2_440_589L
      })
  void refusesInfiniteDates(long day) {
    assertThatThrownBy(() -> value("date", Long.toString(day)))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column v of type date has value " + day + ": the lake has no infinite date");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0, 1970-01-01T00:00",
    "-1, 1969-12-31T23:59:59.999999",
    "-210866803200000000, -4713-11-24T00:00",
    "253402300800000000, +10000-01-01T00:00",
    "9223371244799999999, +294246-12-31T23:59:59.999999"
  })
  void readsTimestampsWithoutAZone(String micros, LocalDateTime expected) throws IOException {
    assertThat(value("timestamp", micros)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {9_223_372_036_825_200_000L, -9_223_372_036_832_400_000L})
  void refusesInfiniteTimestamps(long micros) {
    assertThatThrownBy(() -> value("timestamp", Long.toString(micros)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageEndingWith(micros + ": the lake has no infinite timestamp");
  }

  /** Two things that Debezium sends as the same number. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesTimestampsThatAreInfiniteOrHaveOverflown(long micros) {
    assertThatThrownBy(() -> value("timestamp", Long.toString(micros)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageEndingWith(
            "the lake has no infinite timestamp, and no place for a time after the year 294246");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2024-02-29T12:34:56.123456Z, 2024-02-29T12:34:56.123456Z",
    "2024-02-29T00:00:00+05:30, 2024-02-28T18:30:00Z",
    "1880-01-01T00:00:00-00:01:15, 1880-01-01T00:01:15Z",
    "-0043-03-15T12:00:00Z, -0043-03-15T12:00:00Z",
    "+20000-01-01T00:00:00.5Z, +20000-01-01T00:00:00.500Z"
  })
  void readsInstants(String text, Instant expected) throws IOException {
    assertThat(value("timestamptz", "\"" + text + "\"")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"infinity", "-infinity", "2024-02-29T12:34:56", "2023-02-29T00:00:00Z"})
  void refusesInstantsThatAreNone(String text) {
    assertThatThrownBy(() -> value("timestamptz", "\"" + text + "\""))
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith("column v of type timestamptz has value " + text + ": ");
  }

  @ParameterizedTest(name = "{0} µs is {1}")
  @CsvSource({
    "0, 00:00:00.000000",
    "1, 00:00:00.000001",
    "86399999999, 23:59:59.999999",
    "86400000000, 24:00:00.000000"
  })
  void readsTimesOfDay(String micros, String expected) throws IOException {
    assertThat(value("time", micros)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "inet", "jsonb"})
  void readsTextAsItIs(String type) throws IOException {
    assertThat(value(type, "\" {\\\"a\\\": 1}\\u00e9\\n\"")).isEqualTo(" {\"a\": 1}é\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bool", "int8", "float8", "numeric", "text", "bytea", "date", "timestamp"})
  void readsNullAsNull(String type) throws IOException {
    assertThat(value(type, "null")).isNull();
  }

  private static final String FLAT_PLACE =
      ",\"__source_ts_ms\":1700000000123,\"__lsn\":34359738,\"__txId\":771,\"__table\":\"orders\""
          + ",\"__schema\":\"shop\",\"__deleted\":\"";

  @Test
  void readsAFlattenedEvent() throws IOException {
    String row = "{\"Id\":7,\"status\":\"new\",\"photo\":\"AQID\"";
    for (String value :
        List.of(
            row + FLAT_PLACE + "false\",\"__op\":\"c\"}",
            "{\"schema\":{\"fields\":[]},\"payload\":"
                + row
                + FLAT_PLACE
                + "false\",\"__op\":\"c\"}}")) {
      Change change = parse(value);
      assertThat(change.operation()).isEqualTo(ChangeOperation.CREATE);
      assertThat(change.place())
          .isEqualTo(Places.at(2, 40, 34_359_738, -1, 771, 1_700_000_000_123L));
      assertThat(change.image()).containsExactly(7L, "new", new byte[] {1, 2, 3});
    }
    Change withoutOperation = parse(row + FLAT_PLACE + "false\"}");
    assertThat(withoutOperation.operation()).isEqualTo(ChangeOperation.UPDATE);
    Change deleted = parse(row + FLAT_PLACE + "true\",\"__op\":\"d\"}");
    assertThat(deleted.operation()).isEqualTo(ChangeOperation.DELETE);
    assertThat(deleted.key()).isEqualTo(key(7L));
  }

  @Test
  void refusesFlattenedEventsWhoseDeletesAreLost() {
    String value = "{\"Id\":7,\"status\":\"new\",\"photo\":null,\"__op\":\"c\"}";
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("delete.tombstone.handling.mode=rewrite");
  }

  @Test
  void takesAFlattenedEventOfAnotherTableForThatTables() {
    String value = "{\"Id\":7" + FLAT_PLACE.replace("orders", "items") + "false\"}";
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(OtherTableException.class)
        .hasMessageContaining("shop.items");
  }

  private static ColumnMapping ofOracle(String name, DeclaredType type) {
    ColumnType columnType = TypeSystem.of(DatabaseType.ORACLE).find(type).orElseThrow();
    return new ColumnMapping(name, name.toLowerCase(Locale.ROOT), type, columnType, null, false);
  }

  @Test
  void readsTheSourceBlockOfOracle() throws IOException {
    String value =
        "{\"before\":null,\"after\":{\"Id\":7,\"status\":\"new\",\"photo\":null},\"source\":{"
            + "\"schema\":\"shop\",\"table\":\"orders\",\"txId\":\"0a001b00c2040000\",\"scn\":\"9\","
            + "\"commit_scn\":\"10\",\"rs_id\":\" 0x000056.0002b8d4.0010 \",\"ssn\":0,"
            + "\"redo_thread\":1,\"txSeq\":3,\"ts_ms\":5},\"op\":\"c\"}";
    TableMapping ofOracle =
        ORDERS.with(
            List.of(
                ofOracle("Id", OracleTypes.declared("NUMBER", 9, 0)),
                ofOracle("status", DeclaredType.of("VARCHAR2")),
                ofOracle("photo", DeclaredType.of("BLOB"))));
    EventPlace place = parse(parser(ofOracle), event("{\"Id\":7}", value)).place();
    assertThat(place)
        .isEqualTo(
            new EventPlace(
                2,
                40,
                new LogPlace(OracleLog.INSTANCE, (1L << 48) + 3, 10, 0x0a001b00c2040000L),
                5));
    assertThat(place.position()).isEqualTo("10");
  }

  @Test
  void doesNotTakeATableWithAColumnOpForAnEnvelope() throws IOException {
    TableMapping calls =
        new TableMapping(
            new TableId("shop", "calls"),
            List.of(column("id", "int8"), column("op", "text")),
            List.of("id"));
    Change change =
        parse(
            parser(calls), event("{\"id\":1}", "{\"id\":1,\"op\":\"c\",\"__deleted\":\"false\"}"));
    assertThat(change.image()).containsExactly(1L, "c");
  }

  @Test
  void refusesDecimalsThatWereDoublesOnTheirWay() {
    TableMapping prices =
        new TableMapping(
            new TableId("shop", "orders"),
            List.of(
                column("Id", "int8"), column("price", new DeclaredType("numeric", 20, 2, false))),
            List.of("id"));
    assertThatThrownBy(
            () ->
                parse(
                    parser(prices),
                    event("{\"Id\":7}", envelope("c", "{\"Id\":7,\"price\":1.10}"))))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("column price of type numeric(20,2)")
        .hasMessageContaining("decimal.handling.mode=string");
  }

  @Test
  void readsTheRowOfBeforeIfNothingElseTellsARow() throws IOException {
    TableMapping log =
        new TableMapping(
            new TableId("shop", "orders"),
            List.of(column("Id", "int8"), column("status", "text")),
            List.of());
    String update =
        envelope("u", "{\"Id\":7,\"status\":\"b\"}")
            .replace("\"before\":null", "\"before\":{\"Id\":7,\"status\":\"a\"}");
    Change change = parse(parser(log), event(null, update));
    assertThat(change.key()).isEqualTo(key(7L, "a"));
    assertThat(change.image()).containsExactly(7L, "b");
    Change insert = parse(parser(log), event(null, envelope("c", "{\"Id\":7,\"status\":null}")));
    assertThat(insert.key()).isNull();
  }

  /** Names that were exchanged and exchanged back look as before, but fields come as columns do. */
  @Test
  void refusesARowWhoseColumnsHadEachOthersNames() throws IOException {
    List<TableIdentity.ColumnIdentity> columns = new ArrayList<>();
    ORDERS
        .columns()
        .forEach(
            column ->
                columns.add(
                    new TableIdentity.ColumnIdentity(
                        columns.size() + 1, column.column(), false, 1, -1, "", Map.of())));
    ChangeParser known =
        parser(
            ORDERS.identifiedBy(
                new TableIdentity(
                    "", 1, "", TableIdentity.RowNaming.KEY, 0, columns, 0, List.of(), "", 1, 1)));
    byte[] row = bytes(envelope("c", "{\"Id\":7,\"photo\":\"AQID\",\"status\":\"new\"}"));
    KafkaEvent ours =
        new KafkaEvent(
            "shop.shop.orders",
            2,
            40,
            bytes("{\"Id\":7}"),
            row,
            new EventHeaders(null, false, true, null));
    assertThatThrownBy(() -> parse(known, ours))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("its columns had each other's names: field status");
    // Another connector may have an order of its own.
    KafkaEvent foreign =
        new KafkaEvent("shop.shop.orders", 2, 40, bytes("{\"Id\":7}"), row, EventHeaders.NONE);
    assertThat(parse(known, foreign).image()).containsExactly(7L, "new", new byte[] {1, 2, 3});
  }

  private static ChangeParser keeping(
      SentText.Kept kept, TableIdentity.RowNaming naming, long horizon) {
    TableMapping mapping =
        ORDERS.identifiedBy(
            new TableIdentity("", 1, "", naming, 0, List.of(), 0, List.of(), "", horizon, 1));
    return new ChangeParser(mapping, new ValueDecoder(MARKERS), FieldRules.NONE.keeping(kept));
  }

  /** Under any other replica identity a row before a change has values that nobody ever had. */
  @ParameterizedTest(name = "{0} {1} since {2}: {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          BEFORE  | FULL | 771 | {"Id":7,"status":"ö, }"}
          EVENT   | FULL | 771 | {"Id":7,"status":"ö, }"}
          BEFORE  | FULL | 772 | -
          BEFORE  | KEY  | 771 | -
          NOTHING | FULL | 771 | -
          """)
  void keepsTheRowBeforeOnlyWhereAllOfItIsSent(
      SentText.Kept kept, TableIdentity.RowNaming naming, long horizon, @Nullable String before)
      throws IOException {
    String event =
        "{\"before\": {\"Id\":7,\"status\":\"ö, }\"} ,\"after\":null,"
            + SOURCE
            + ",\"op\":\"d\",\"ts_ms\":1700000000999}";
    SentText sent = parse(keeping(kept, naming, horizon), event("{\"Id\":7}", event)).sent();
    assertThat(sent == null ? null : sent.before()).isEqualTo(before);
    assertThat(sent == null ? null : sent.event())
        .isEqualTo(kept == SentText.Kept.EVENT ? event : null);
  }
}
