package dev.firn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.00, 0",
    "-0.00, 0",
    "1, 1",
    "1.0, 1",
    "-1.50, -1.5",
    "100, 100",
    "100.00, 100",
    "1E+3, 1000",
    "-12E2, -1200",
    "0.0010, 0.001",
    "1E-7, 0.0000001",
    "10.010, 10.01"
  })
  void writesPlainDigits(BigDecimal value, String text) {
    assertThat(ValueText.number(value)).isEqualTo(text);
  }

  @Test
  void agreesWithTheNumbersOfJava() {
    Random random = new Random(20261121);
    for (int i = 0; i < 10_000; i++) {
      BigDecimal value =
          new BigDecimal(new BigInteger(1 + random.nextInt(120), random), random.nextInt(60) - 20)
              .movePointRight(random.nextInt(10))
              .setScale(30, java.math.RoundingMode.DOWN);
      String expected = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
      assertThat(ValueText.number(value)).isEqualTo(expected);
    }
  }

  @Test
  void writesTheLargestNumbersOfPostgres() {
    String digits = "1" + "0".repeat(131_071);
    assertThat(ValueText.number(new BigDecimal(digits + "." + "0".repeat(16_383))))
        .isEqualTo(digits);
  }
}
