package dev.firn.source.postgres.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTextTest {

  private static ColumnMapping column(String type) {
    if (type.endsWith("[]")) {
      String element = type.substring(0, type.length() - 2);
      return PostgresColumns.of("c", DeclaredType.arrayOf(DeclaredType.of(element)));
    }
    DeclaredType declared =
        type.equals("numeric(6,2)")
            ? new DeclaredType("numeric", 6, 2, false)
            : DeclaredType.of(type);
    return PostgresColumns.of("c", declared);
  }

  private static Object valueOf(ColumnMapping column, String text) {
    return column.columnType().ofText(text);
  }

  static List<Arguments> defaults() {
    return List.of(
        Arguments.of("bool", "t", true),
        Arguments.of("bool", "true", true),
        Arguments.of("bool", "f", false),
        Arguments.of("int2", "-32768", -32_768),
        Arguments.of("int4", "2147483647", Integer.MAX_VALUE),
        Arguments.of("int8", "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("oid", "4294967295", 4_294_967_295L),
        Arguments.of("float4", "0.1", 0.1f),
        Arguments.of("float4", "NaN", Float.NaN),
        Arguments.of("float8", "1e+300", 1e300),
        Arguments.of("float8", "-Infinity", Double.NEGATIVE_INFINITY),
        Arguments.of("numeric(6,2)", "1.50", new BigDecimal("1.50")),
        Arguments.of("numeric(6,2)", "7", new BigDecimal("7.00")),
        Arguments.of("numeric(6,2)", "-9999.99", new BigDecimal("-9999.99")),
        Arguments.of("numeric", "12.500", "12.5"),
        Arguments.of("numeric", "0.00", "0"),
        Arguments.of("numeric", "NaN", "NaN"),
        Arguments.of("numeric", "-Infinity", "-Infinity"),
        Arguments.of("text", "", ""),
        Arguments.of("text", "it's \\n \"so\" %s\n\té", "it's \\n \"so\" %s\n\té"),
        Arguments.of("inet", "10.0.0.1/8", "10.0.0.1/8"),
        Arguments.of("jsonb", "{\"a\": \"\\\\\"}", "{\"a\": \"\\\\\"}"),
        Arguments.of(
            "uuid", "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000a"),
        Arguments.of("bytea", "\\x", new byte[0]),
        Arguments.of("bytea", "\\x00ff7F", new byte[] {0, -1, 127}),
        Arguments.of("date", "2024-02-29", LocalDate.of(2024, 2, 29)),
        Arguments.of("date", "0001-01-01", LocalDate.of(1, 1, 1)),
        Arguments.of("time", "00:00:00", "00:00:00.000000"),
        Arguments.of("time", "12:34:56.5", "12:34:56.500000"),
        Arguments.of("time", "23:59:59.999999", "23:59:59.999999"),
        Arguments.of("time", "24:00:00", "24:00:00.000000"),
        Arguments.of("timetz", "10:00:00+00", "10:00:00.000000Z"),
        Arguments.of("timetz", "10:00:00.5+02", "08:00:00.500000Z"),
        Arguments.of("timetz", "10:00:00-05:30", "15:30:00.000000Z"),
        Arguments.of("timetz", "10:00:00+01:02:03", "08:57:57.000000Z"),
        Arguments.of("timetz", "24:00:00+00", "00:00:00.000000Z"),
        Arguments.of("timetz", "10:00:00+00:30", "09:30:00.000000Z"),
        Arguments.of("interval", "1 day", "P0Y0M1DT0H0M0S"),
        Arguments.of("interval", "00:00:00", "P0Y0M0DT0H0M0S"),
        Arguments.of("interval", "1 year 2 mons -3 days +04:05:06.789", "P1Y2M-3DT4H5M6.789S"),
        Arguments.of("interval", "-1 years -2 mons", "P-1Y-2M0DT0H0M0S"),
        Arguments.of("interval", "-00:00:00.000001", "P0Y0M0DT0H0M-0.000001S"),
        Arguments.of("interval", "-178956970 years -7 mons", "P-178956970Y-7M0DT0H0M0S"),
        Arguments.of("interval", "-1 days +00:00:00.5", "P0Y0M-1DT0H0M0.5S"),
        Arguments.of("interval", "-123:59:59.5", "P0Y0M0DT-123H-59M-59.5S"),
        Arguments.of("timestamp", "2024-02-29 12:34:56", LocalDateTime.of(2024, 2, 29, 12, 34, 56)),
        Arguments.of(
            "timestamp",
            "1582-10-10 00:00:00.000001",
            LocalDateTime.of(1582, 10, 10, 0, 0, 0, 1000)),
        Arguments.of(
            "timestamptz",
            "2024-02-29 12:34:56.123456+00",
            Instant.parse("2024-02-29T12:34:56.123456Z")),
        Arguments.of(
            "timestamptz", "2024-02-29 00:00:00+05:30", Instant.parse("2024-02-28T18:30:00Z")),
        Arguments.of(
            "timestamptz", "1880-01-01 00:00:00-00:01:15", Instant.parse("1880-01-01T00:01:15Z")),
        Arguments.of("int4[]", "{1,NULL,-3}", Arrays.asList(1, null, -3)),
        Arguments.of("text[]", "{\"it's\",NULL}", Arrays.asList("it's", null)),
        Arguments.of("date[]", "{2024-02-29}", List.of(LocalDate.of(2024, 2, 29))),
        // Clocks of the test's own zone showed the time of these two twice and once.
        Arguments.of(
            "timestamptz", "2021-10-31 07:30:00+00", Instant.parse("2021-10-31T07:30:00Z")),
        Arguments.of(
            "timestamptz", "2021-10-31 06:30:00+00", Instant.parse("2021-10-31T06:30:00Z")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("defaults")
  void readsTheTextOfTheCatalog(String type, String text, Object expected) {
    assertThat(valueOf(column(type), text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("defaults")
  void writesALiteralThatSparkReadsAsTheSameValue(String type, String text, Object expected) {
    ColumnMapping column = column(type);
    String lakeType = column.sparkType().sql();
    Row row =
        LocalSpark.session()
            .sql("SELECT CAST(" + column.literal(text) + " AS " + lakeType + ")")
            .collectAsList()
            .get(0);
    Object read = expected instanceof List ? row.getList(0) : row.get(0);
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void refusesADecimalThatTheColumnCannotHold() {
    assertThatThrownBy(() -> valueOf(column("numeric(6,2)"), "1.001"))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Rounding necessary");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "date, infinity",
    "timestamp, -infinity",
    "timestamp, 2024-02-29T00:00:00",
    "timestamptz, infinity",
    "timestamptz, 2024-02-29 00:00:00"
  })
  void refusesTimesThatAreNone(String type, String text) {
    assertThatThrownBy(() -> valueOf(column(type), text))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining(text);
  }

  /** A pooler may have dropped the options of the session. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "infinity", "-infinity", "1-2", "1 2:03:04", "P1D", "@ 1 day"})
  void refusesIntervalsOfAnotherStyle(String text) {
    assertThatThrownBy(() -> valueOf(column("interval"), text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("style");
  }
}
