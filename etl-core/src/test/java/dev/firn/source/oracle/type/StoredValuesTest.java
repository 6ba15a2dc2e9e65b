package dev.firn.source.oracle.type;

import static dev.firn.source.oracle.type.StoredValues.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.DeclaredType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import oracle.sql.BINARY_DOUBLE;
import oracle.sql.BINARY_FLOAT;
import oracle.sql.NUMBER;
import org.junit.jupiter.api.Test;

/** What the load makes of values as Oracle stores them. */
class StoredValuesTest {

  /** {@code scripts/check oracle} compares a million of each. */
  private static final int VALUES = 10_000;

  @Test
  void areEqualInALoadAndInTheStream() throws SQLException {
    StoredValues values = new StoredValues(14);
    values.compareAll(VALUES);
    assertThat(values.differences()).isEmpty();
    assertThat(values.compared()).isGreaterThan(8L * VALUES);
  }

  @Test
  void binaryFractionsMayBeNoNumbers() throws SQLException {
    assertThat(
            type(DeclaredType.of("BINARY_DOUBLE"))
                .ofBytes(new BINARY_DOUBLE(Double.NaN).getBytes()))
        .isEqualTo(Double.NaN);
    assertThat(
            type(DeclaredType.of("BINARY_FLOAT"))
                .ofBytes(new BINARY_FLOAT(Float.NEGATIVE_INFINITY).getBytes()))
        .isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void timesBeforeChristKeepTheirFields() {
    StoredType date = type(DeclaredType.of("DATE"));
    // 1 January 4712 before Christ, which ISO 8601 writes as -4711, and the last day before year 1.
    assertThat(date.ofBytes(HexFormat.of().parseHex("35580101010101")))
        .isEqualTo(LocalDateTime.of(-4711, 1, 1, 0, 0));
    assertThat(date.ofBytes(HexFormat.of().parseHex("64630c1f183c3c")))
        .isEqualTo(LocalDateTime.of(0, 12, 31, 23, 59, 59));
  }

  @Test
  void refusesWhatIsNoTime() {
    StoredType date = type(DeclaredType.of("DATE"));
    assertThatThrownBy(() -> date.ofBytes(HexFormat.of().parseHex("64640101010101")))
        .hasMessage("there is no year 0");
    assertThatThrownBy(() -> date.ofBytes(HexFormat.of().parseHex("787c0d01010101")))
        .hasMessageStartingWith("there is no such time: ");
  }

  @Test
  void infinitiesAreNumbersWithoutASizeOnly() {
    byte[] infinity = {(byte) 0xFF, 0x65};
    assertThat(type(OracleTypes.declared("NUMBER", null, null)).ofBytes(infinity))
        .isEqualTo("Infinity");
    StoredType sized = type(OracleTypes.declared("NUMBER", 9, 2));
    assertThatThrownBy(() -> sized.ofBytes(new byte[] {0}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("it has no place for -Infinity");
  }

  @Test
  void refusesANumberThatDoesNotFitItsColumn() throws SQLException {
    StoredType sized = type(OracleTypes.declared("NUMBER", 3, 1));
    byte[] stored = new NUMBER(new BigDecimal("100.5")).getBytes();
    assertThatThrownBy(() -> sized.ofBytes(stored))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("it has more digits than decimal(3,1)");
  }
}
