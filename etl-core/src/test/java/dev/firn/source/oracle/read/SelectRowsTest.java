package dev.firn.source.oracle.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ReadPointGoneException;
import dev.firn.error.UnfitValueException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.pace.ByteRate;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.catalog.TablePart;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.type.OracleTypes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.rowset.serial.SerialBlob;
import javax.sql.rowset.serial.SerialClob;
import oracle.jdbc.OracleResultSet;
import oracle.sql.CHAR;
import oracle.sql.CharacterSet;
import oracle.sql.Datum;
import oracle.sql.NUMBER;
import oracle.sql.RAW;
import oracle.sql.TIMESTAMP;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of values of the driver's own classes. The results are made up, so nothing is shown
 * of what a server sends.
 */
class SelectRowsTest {

  private static final TableId ORDERS = new TableId("APP", "ORDERS");

  private static final TableMapping MAPPING =
      new SchemaMapper(UnknownTypes.FAIL, DatabaseType.ORACLE)
          .map(
              new TableSchema(
                  ORDERS,
                  List.of(
                      new Column("ID", OracleTypes.declared("NUMBER", 9, 2), null),
                      new Column("ANY", OracleTypes.declared("NUMBER", null, null), null),
                      new Column("NAME", DeclaredType.of("VARCHAR2"), null),
                      new Column("AT", OracleTypes.declared("TIMESTAMP(6)", null, 6), null),
                      new Column("HASH", DeclaredType.of("RAW"), null),
                      new Column("BODY", DeclaredType.of("CLOB"), null),
                      new Column("PHOTO", DeclaredType.of("BLOB"), null)),
                  List.of("ID"),
                  0,
                  0));

  private final List<String> said = new ArrayList<>();

  private static <T> T made(Class<T> type, InvocationHandler how) {
    return type.cast(
        Proxy.newProxyInstance(SelectRowsTest.class.getClassLoader(), new Class<?>[] {type}, how));
  }

  /** Rows of values, and what happens after them. */
  private SelectRows rows(@Nullable SQLException end, Object[]... rows) {
    int[] place = {-1};
    OracleResultSet results =
        made(
            OracleResultSet.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "unwrap" -> proxy;
                  case "next" -> {
                    if (++place[0] == rows.length && end != null) {
                      throw end;
                    }
                    yield place[0] < rows.length;
                  }
                  case "getString" -> text(rows[place[0]][(Integer) arguments[0] - 1]);
                  default -> rows[place[0]][(Integer) arguments[0] - 1];
                });
    PreparedStatement statement =
        made(
            PreparedStatement.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("executeQuery")) {
                return results;
              }
              said.add(method.getName() + Arrays.toString(arguments));
              return null;
            });
    Connection connection =
        made(
            Connection.class,
            (proxy, method, arguments) -> {
              said.add(method.getName() + (arguments == null ? "" : Arrays.toString(arguments)));
              return method.getName().equals("prepareStatement") ? statement : null;
            });
    OracleEndpoint nowhere = new OracleEndpoint("", Map.of(), "", "", "");
    SelectRead read =
        new SelectRead(nowhere, new BigDecimal("8812345678"), MAPPING, 500, ByteRate.UNLIMITED);
    RowidRange split = new RowidRange(ORDERS, new TablePart("", false, 1), "AAA", "BBB");
    return SelectRows.over(connection, new SelectSplitRead(read, split, 0));
  }

  /** As the driver makes it of what comes from the server. */
  private static @Nullable Object text(@Nullable Object value) {
    return value instanceof CHAR stored
        ? new String(
            stored.getBytes(),
            stored.oracleId() == 2000 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8)
        : value;
  }

  private static CHAR stored(String hex, int characterSet) {
    return new CHAR(HexFormat.of().parseHex(hex), CharacterSet.make(characterSet));
  }

  private SelectRows named(Object name) throws SQLException {
    return rows(null, new Object[] {number("1"), null, name, null, null, null, null});
  }

  @ParameterizedTest(name = "{0} in character set {1}")
  @CsvSource({
    "636166e9, 873, which another byte would be shown as",
    "636166e8, 873, which another byte would be shown as",
    "efbfbd80, 873, beside a letter that is stored so",
    "636166e9, 871, in the older UTF-8",
    "636166efbfbd, 871, which the server may have written for a byte that is no letter",
  })
  void refusesBytesThatAreNoTextInsteadOfReplacingThem(String hex, int characterSet, String why)
      throws SQLException {
    SelectRows rows = named(stored(hex, characterSet));
    assertThatThrownBy(rows::next)
        .as(why)
        .isInstanceOf(UnfitValueException.class)
        .hasMessageContaining("Cannot read column NAME of APP.ORDERS: ")
        .hasMessageContaining(
            "bytes that are no text in the character set of the database: " + hex);
  }

  @Test
  void carriesTheReplacementCharacterIfTheDatabaseHasIt() throws SQLException {
    assertThat(named(stored("636166efbfbd", 873)).next().getUTF8String(2)).hasToString("caf\uFFFD");
    assertThat(named(stored("0061fffd", 2000)).next().getUTF8String(2)).hasToString("a\uFFFD");
  }

  @Test
  void refusesHalfALetterInsteadOfAQuestionMark() throws SQLException {
    for (String half : List.of("a\uD83D", "\uDE00", "\uD83D\uD83D\uDE00", "\uDE00\uD83D")) {
      SelectRows rows = named(half);
      assertThatThrownBy(rows::next)
          .isInstanceOf(UnfitValueException.class)
          .hasMessageContaining("Cannot read column NAME of APP.ORDERS: ")
          .hasMessageContaining("a text with half a letter, the unit d");
      SelectRows large =
          rows(
              null,
              new Object[] {
                number("1"), null, null, null, null, new SerialClob(half.toCharArray()), null
              });
      assertThatThrownBy(large::next)
          .isInstanceOf(UnfitValueException.class)
          .hasMessageContaining("Cannot read column BODY of APP.ORDERS: ");
    }
    assertThat(named("\uD83D\uDE00").next().getUTF8String(2)).hasToString("\uD83D\uDE00");
  }

  private static NUMBER number(String text) throws SQLException {
    return new NUMBER(new BigDecimal(text));
  }

  @Test
  void readsEveryKindOfValue() throws SQLException {
    Datum at = new TIMESTAMP(HexFormat.of().parseHex("787c021d0d2339075bca00"));
    SelectRows rows =
        rows(
            null,
            new Object[] {
              number("1.5"),
              number("123.4500"),
              "Ü",
              at,
              new RAW(new byte[] {0, 1}),
              new SerialClob("text".toCharArray()),
              new SerialBlob(new byte[] {7})
            },
            new Object[] {null, null, null, null, null, null, null});
    assertThatThrownBy(rows::sent)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Not all rows of APP.ORDERS were read");
    InternalRow row = rows.next();
    assertThat(row.getDecimal(0, 9, 2)).hasToString("1.50");
    assertThat(row.getUTF8String(1)).hasToString("123.45");
    assertThat(row.getUTF8String(2)).hasToString("Ü");
    assertThat(row.getLong(3)).isEqualTo(1_709_210_096_123_456L);
    assertThat(row.getBinary(4)).containsExactly(0, 1);
    assertThat(row.getUTF8String(5)).hasToString("text");
    assertThat(row.getBinary(6)).containsExactly(7);
    row = rows.next();
    for (int i = 0; i < 7; i++) {
      assertThat(row.isNullAt(i)).isTrue();
    }
    assertThat(rows.hasNext()).isFalse();
    assertThat(rows.sent().rows()).isEqualTo(2);
    rows.close();
    assertThat(said)
        .contains(
            "setFetchSize[500]",
            "setBigDecimal[1, 8812345678]",
            "setString[2, AAA]",
            "setString[3, BBB]",
            "close");
    assertThat(said.get(0))
        .endsWith(
            " FROM \"APP\".\"ORDERS\" AS OF SCN :scn WHERE ROWID >= CHARTOROWID(:low) AND ROWID <"
                + " CHARTOROWID(:high)]");
  }

  @Test
  void takesAnEmptyLargeValueForNull() throws SQLException {
    SelectRows rows =
        rows(
            null,
            new Object[] {
              number("1"),
              null,
              null,
              null,
              null,
              new SerialClob(new char[0]),
              new SerialBlob(new byte[0])
            });
    InternalRow row = rows.next();
    assertThat(row.isNullAt(5)).isTrue();
    assertThat(row.isNullAt(6)).isTrue();
  }

  @Test
  void saysWhenTheInstantIsGone() {
    SelectRows rows = rows(new SQLException("ORA-01555: snapshot too old", "72000", 1555));
    assertThatThrownBy(rows::hasNext)
        .isInstanceOf(ReadPointGoneException.class)
        .hasMessageContaining(
            "Cannot read APP.ORDERS at SCN 8812345678: ORA-01555: snapshot too old. ");
  }

  @Test
  void namesTheValueThatHasNoPlace() throws SQLException {
    SelectRows rows =
        rows(null, new Object[] {number("1.234"), null, null, null, null, null, null});
    assertThatThrownBy(rows::next)
        .isInstanceOf(UnfitValueException.class)
        .hasMessageContaining("Cannot read column ID of APP.ORDERS: the lake's type decimal(9,2)")
        .hasMessageContaining("c10218");
  }
}
