package dev.firn.source.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.wire.CopyNumeric;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyStreamTest {

  private static final String HEADER = "5047434f50590aff0d0a00" + "00000000" + "00000000";
  private static final String TRAILER = "ffff";
  private static final String TUPLES =
      "0002 00000004 00000007 00000003 616263"
          + "0002 00000004 fffffffe ffffffff"
          + "0002 00000004 00000000 00000000";

  private static final TableMapping MAPPING =
      new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
          .map(
              new TableSchema(
                  new TableId("s", "t"),
                  List.of(
                      new Column("id", DeclaredType.of("int4"), null),
                      new Column("name", DeclaredType.of("text"), null)),
                  List.of("id"),
                  0,
                  0));

  private static List<String> read(String hex, int messageSize) throws SQLException, IOException {
    byte[] bytes = bytes(hex);
    Deque<byte[]> messages = new ArrayDeque<>();
    for (int at = 0; at < bytes.length; at += messageSize) {
      messages.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + messageSize)));
    }
    CopyStream stream = new CopyStream(messages::poll);
    CopyRow row = new CopyRow(MAPPING);
    List<String> rows = new ArrayList<>();
    while (stream.nextTuple(row)) {
      rows.add(row.getInt(0) + "=" + (row.isNullAt(1) ? null : row.getUTF8String(1)));
    }
    return rows;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest(name = "messages of {0} bytes")
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 19, 20, 64, 1000})
  void readsTuplesHoweverTheyAreCutIntoMessages(int messageSize) throws SQLException, IOException {
    assertThat(read(HEADER + TUPLES + TRAILER, messageSize))
        .containsExactly("7=abc", "-2=null", "0=");
  }

  @Test
  void readsAnEmptyTable() throws SQLException, IOException {
    assertThat(read(HEADER + TRAILER, 1000)).isEmpty();
  }

  @Test
  void refusesAStreamThatIsCutOff() {
    assertThatThrownBy(() -> read(HEADER + TUPLES, 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended before its trailer");
  }

  @Test
  void refusesAnotherNumberOfFields() {
    assertThatThrownBy(() -> read(HEADER + "0001 ffffffff" + TRAILER, 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a tuple of 1 fields, expected 2");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "0003 0001 0000 0006 0001 0929 1a85, 12345.678900, 6, 12345678900",
    "0000 0000 0000 0000, 0, 0, 0",
    "0000 0000 0000 0002, 0.00, 2, 0",
    "0001 0005 0000 0000 0001, 100000000000000000000, -1, 0",
    "0001 ffff 0000 0002 04b0, 0.12, 2, 12",
    "0001 fffe 4000 0008 000c, -0.00000012, 8, -12",
    "0001 0000 4000 0000 007b, -123, 2, -12300",
  })
  void decodesNumerics(String hex, String value, int scale, long unscaled) {
    byte[] number = bytes(hex);
    assertThat(CopyNumeric.decimal(number, 0)).isEqualTo(new BigDecimal(value));
    if (scale >= 0) {
      assertThat(CopyNumeric.isShort(number, 0)).isTrue();
      assertThat(CopyNumeric.unscaled(number, 0, scale)).isEqualTo(unscaled);
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "0000 0000 c000 0000, NaN",
    "0000 0000 d000 0000, Infinity",
    "0000 0000 f000 0000, -Infinity",
  })
  void namesNumericsThatAreNoNumbers(String hex, String name) {
    assertThat(CopyNumeric.isShort(bytes(hex), 0)).isFalse();
    assertThat(CopyNumeric.decimal(bytes(hex), 0)).isNull();
    assertThat(CopyNumeric.special(bytes(hex), 0)).isEqualTo(name);
  }
}
