package dev.firn.source.postgres.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnfitNumberException;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.MeasuredSize;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.testing.PostgresColumns;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredDecimalTest {

  private static final ColumnMapping COLUMN =
      PostgresColumns.of("n", "numeric").sized(new MeasuredSize(18, 4, "measured: few"));

  private static final CopyField FIELD =
      ((PostgresType) COLUMN.columnType()).field(new Refusal(new TableId("s", "t"), COLUMN));

  private static Object read(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return FIELD.value(bytes, 0, bytes.length);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "0000 0000 0000 0000, 0.0000",
    "0002 0000 0000 0002 0001 1388, 1.5000",
    "0002 0000 4000 0009 0001 1388, -1.5000",
    "0004 0003 0000 0000 0063 270f 270f 270f, 99999999999999.0000",
  })
  void readsWhatFitsWhateverItIsShownWith(String hex, String value) {
    assertThat(read(hex)).hasToString(value);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "0001 0003 0000 0000 0064, 100000000000000",
    "0004 0003 0000 0000 270f 270f 270f 270f, 9999999999999999",
    "0001 0008 0000 0000 0001, 100000000000000000000000000000000",
    "0003 0000 0000 0005 0001 0000 03e8, 1.00001",
    "0001 fffd 0000 000c 0001, 0.000000000001",
  })
  void refusesWhatDoesNotFitAsSomethingThatMayBeCured(String hex, String value) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(UnfitNumberException.class)
        .hasMessageContaining(
            "Cannot read column n of s.t: the lake's type decimal(18,4) has no place for " + value)
        .hasMessageContaining("measured: few");
  }
}
