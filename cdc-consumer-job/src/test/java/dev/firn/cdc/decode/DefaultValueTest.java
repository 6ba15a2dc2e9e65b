package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ValueRule;
import dev.firn.testing.LocalSpark;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultValueTest {

  private static ColumnMapping column(ValueRule rule) {
    return new ColumnMapping("c", "c", new DeclaredType("numeric", 6, 2, false), rule);
  }

  static List<Arguments> defaults() {
    return List.of(
        Arguments.of(ValueRule.BOOLEAN, "t", true),
        Arguments.of(ValueRule.BOOLEAN, "true", true),
        Arguments.of(ValueRule.BOOLEAN, "f", false),
        Arguments.of(ValueRule.SMALLINT, "-32768", -32_768),
        Arguments.of(ValueRule.INTEGER, "2147483647", Integer.MAX_VALUE),
        Arguments.of(ValueRule.BIGINT, "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of(ValueRule.UNSIGNED_INTEGER, "4294967295", 4_294_967_295L),
        Arguments.of(ValueRule.REAL, "0.1", 0.1f),
        Arguments.of(ValueRule.REAL, "NaN", Float.NaN),
        Arguments.of(ValueRule.DOUBLE, "1e+300", 1e300),
        Arguments.of(ValueRule.DOUBLE, "-Infinity", Double.NEGATIVE_INFINITY),
        Arguments.of(ValueRule.DECIMAL, "1.50", new BigDecimal("1.50")),
        Arguments.of(ValueRule.DECIMAL, "7", new BigDecimal("7.00")),
        Arguments.of(ValueRule.DECIMAL, "-9999.99", new BigDecimal("-9999.99")),
        Arguments.of(ValueRule.NUMBER_TEXT, "12.500", "12.5"),
        Arguments.of(ValueRule.NUMBER_TEXT, "0.00", "0"),
        Arguments.of(ValueRule.NUMBER_TEXT, "NaN", "NaN"),
        Arguments.of(ValueRule.NUMBER_TEXT, "-Infinity", "-Infinity"),
        Arguments.of(ValueRule.TEXT, "", ""),
        Arguments.of(ValueRule.TEXT, "it's \\n \"so\" %s\n\té", "it's \\n \"so\" %s\n\té"),
        Arguments.of(ValueRule.CAST_TEXT, "10.0.0.1/8", "10.0.0.1/8"),
        Arguments.of(ValueRule.JSONB_TEXT, "{\"a\": \"\\\\\"}", "{\"a\": \"\\\\\"}"),
        Arguments.of(
            ValueRule.UUID_TEXT,
            "00000000-0000-0000-0000-00000000000a",
            "00000000-0000-0000-0000-00000000000a"),
        Arguments.of(ValueRule.BINARY, "\\x", new byte[0]),
        Arguments.of(ValueRule.BINARY, "\\x00ff7F", new byte[] {0, -1, 127}),
        Arguments.of(ValueRule.DATE, "2024-02-29", LocalDate.of(2024, 2, 29)),
        Arguments.of(ValueRule.DATE, "0001-01-01", LocalDate.of(1, 1, 1)),
        Arguments.of(ValueRule.TIME_TEXT, "00:00:00", "00:00:00.000000"),
        Arguments.of(ValueRule.TIME_TEXT, "12:34:56.5", "12:34:56.500000"),
        Arguments.of(ValueRule.TIME_TEXT, "23:59:59.999999", "23:59:59.999999"),
        Arguments.of(ValueRule.TIME_TEXT, "24:00:00", "24:00:00.000000"),
        Arguments.of(
            ValueRule.TIMESTAMP, "2024-02-29 12:34:56", LocalDateTime.of(2024, 2, 29, 12, 34, 56)),
        Arguments.of(
            ValueRule.TIMESTAMP,
            "1582-10-10 00:00:00.000001",
            LocalDateTime.of(1582, 10, 10, 0, 0, 0, 1000)),
        Arguments.of(
            ValueRule.TIMESTAMP_WITH_ZONE,
            "2024-02-29 12:34:56.123456+00",
            Instant.parse("2024-02-29T12:34:56.123456Z")),
        Arguments.of(
            ValueRule.TIMESTAMP_WITH_ZONE,
            "2024-02-29 00:00:00+05:30",
            Instant.parse("2024-02-28T18:30:00Z")),
        Arguments.of(
            ValueRule.TIMESTAMP_WITH_ZONE,
            "1880-01-01 00:00:00-00:01:15",
            Instant.parse("1880-01-01T00:01:15Z")),
        // Clocks of the test's own zone showed the time of these two twice and once.
        Arguments.of(
            ValueRule.TIMESTAMP_WITH_ZONE,
            "2021-10-31 07:30:00+00",
            Instant.parse("2021-10-31T07:30:00Z")),
        Arguments.of(
            ValueRule.TIMESTAMP_WITH_ZONE,
            "2021-10-31 06:30:00+00",
            Instant.parse("2021-10-31T06:30:00Z")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("defaults")
  void readsTheTextOfTheCatalog(ValueRule rule, String text, Object expected) {
    assertThat(DefaultValue.of(column(rule), text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("defaults")
  void writesALiteralThatSparkReadsAsTheSameValue(ValueRule rule, String text, Object expected) {
    ColumnMapping column = column(rule);
    String type = column.sparkType().sql();
    Row row =
        LocalSpark.session()
            .sql("SELECT CAST(" + DefaultValue.sql(column, text) + " AS " + type + ")")
            .collectAsList()
            .get(0);
    assertThat(row.get(0)).isEqualTo(expected);
  }

  @Test
  void refusesADecimalThatTheColumnCannotHold() {
    assertThatThrownBy(() -> DefaultValue.of(column(ValueRule.DECIMAL), "1.001"))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Rounding necessary");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "DATE, infinity",
    "TIMESTAMP, -infinity",
    "TIMESTAMP, 2024-02-29T00:00:00",
    "TIMESTAMP_WITH_ZONE, infinity",
    "TIMESTAMP_WITH_ZONE, 2024-02-29 00:00:00"
  })
  void refusesTimesThatAreNone(ValueRule rule, String text) {
    assertThatThrownBy(() -> DefaultValue.of(column(rule), text))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining(text);
  }
}
