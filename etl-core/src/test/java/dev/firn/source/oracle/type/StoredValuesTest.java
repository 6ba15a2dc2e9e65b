package dev.firn.source.oracle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.TypeSystem;
import dev.firn.schema.UnavailableMarkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import oracle.sql.BINARY_DOUBLE;
import oracle.sql.BINARY_FLOAT;
import oracle.sql.DATE;
import oracle.sql.INTERVALDS;
import oracle.sql.INTERVALYM;
import oracle.sql.NUMBER;
import oracle.sql.TIMESTAMP;
import org.junit.jupiter.api.Test;

/**
 * Values as the driver's own classes store them, read by the load, against the same values as
 * Debezium writes them, read by the stream.
 */
class StoredValuesTest {

  /** {@code -Dfirn.values=1000000} for all of them. */
  private static final int VALUES = Integer.getInteger("firn.values", 10_000);

  private static final UnavailableMarkers NO_MARKERS = new UnavailableMarkers(Set.of());
  private static final JsonFactory JSON = new JsonFactory();

  private final Random random = new Random(14);

  private static StoredType type(DeclaredType declared) {
    return (StoredType)
        TypeSystem.of(DatabaseType.ORACLE).find(declared).orElseThrow(IllegalStateException::new);
  }

  private static Object streamed(StoredType type, String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return type.decode(parser, NO_MARKERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(Object value) {
    return '"' + value.toString() + '"';
  }

  @Test
  void numbersWithoutASizeAreEqualOnBothWays() throws SQLException {
    StoredType type = type(OracleTypes.declared("NUMBER", null, null));
    for (int i = 0; i < VALUES; i++) {
      BigDecimal number = number();
      byte[] stored = new NUMBER(number).getBytes();
      assertThat(type.ofBytes(stored))
          .as("%s as %s", number, HexFormat.of().formatHex(stored))
          .isEqualTo(streamed(type, quoted(NUMBER.toBigDecimal(stored).toPlainString())));
    }
  }

  /** Up to 38 digits anywhere between the smallest and the largest. */
  private BigDecimal number() {
    int digits = 1 + random.nextInt(38);
    BigInteger unscaled = new BigInteger(digits * 4, random).mod(BigInteger.TEN.pow(digits));
    int scale = random.nextInt(4) == 0 ? random.nextInt(210) - 80 : random.nextInt(20) - 4;
    BigDecimal number = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
    return number.round(new MathContext(38));
  }

  @Test
  void numbersOfASizeAreEqualOnBothWays() throws SQLException {
    for (int i = 0; i < VALUES; i++) {
      int precision = 1 + random.nextInt(38);
      int scale = random.nextInt(precision + 1);
      StoredType type = type(OracleTypes.declared("NUMBER", precision, scale));
      BigInteger unscaled =
          new BigInteger(precision * 4, random).mod(BigInteger.TEN.pow(precision));
      BigDecimal number =
          new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
      assertThat(type.ofBytes(new NUMBER(number).getBytes()))
          .isEqualTo(number)
          .isEqualTo(streamed(type, quoted(number.toPlainString())));
    }
  }

  @Test
  void timesAreEqualOnBothWays() {
    StoredType date = type(DeclaredType.of("DATE"));
    StoredType timestamp = type(OracleTypes.declared("TIMESTAMP(6)", null, 6));
    Calendar utc = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    for (int i = 0; i < VALUES; i++) {
      LocalDateTime time = time();
      utc.clear();
      utc.set(
          time.getYear(),
          time.getMonthValue() - 1,
          time.getDayOfMonth(),
          time.getHour(),
          time.getMinute(),
          time.getSecond());
      if (utc.get(Calendar.DAY_OF_MONTH) != time.getDayOfMonth()) {
        continue; // The days that the driver's calendar left out in October 1582.
      }
      Timestamp written = new Timestamp(utc.getTimeInMillis());
      LocalDateTime seconds = time.withNano(0);
      assertThat(date.ofBytes(DATE.toBytes(written, utc)))
          .isEqualTo(seconds)
          .isEqualTo(streamed(date, micros(seconds)));
      written.setNanos(time.getNano());
      byte[] stored = TIMESTAMP.toBytes(written, utc);
      assertThat(timestamp.ofBytes(stored))
          .isEqualTo(time)
          .isEqualTo(streamed(timestamp, micros(time)));
      StoredType zoned = type(OracleTypes.declared("TIMESTAMP(6) WITH TIME ZONE", null, 6));
      assertThat(zoned.ofBytes(stored))
          .isEqualTo(streamed(zoned, quoted(time.atOffset(ZoneOffset.UTC))));
    }
  }

  private LocalDateTime time() {
    long first = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    long last = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    long second = first + Math.floorMod(random.nextLong(), last - first);
    return LocalDateTime.ofEpochSecond(second, random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
  }

  private static String micros(LocalDateTime time) {
    return Long.toString(time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1000);
  }

  @Test
  void intervalsAreEqualOnBothWays() {
    StoredType type = type(DeclaredType.of("INTERVAL YEAR TO MONTH"));
    for (int i = 0; i < VALUES / 2; i++) {
      String sign = random.nextBoolean() ? "-" : "";
      int years = random.nextInt(1_000_000_000);
      int months = random.nextInt(12);
      assertThat(type.ofBytes(INTERVALYM.toBytes(sign + years + "-" + months)))
          .isEqualTo(
              streamed(
                  type,
                  quoted(
                      "P%s%dY%s%dM0DT0H0M0S"
                          .formatted(sign(sign, years), years, sign(sign, months), months))));
      int days = random.nextInt(1_000_000_000);
      int hours = random.nextInt(24);
      int minutes = random.nextInt(60);
      int seconds = random.nextInt(60);
      int micros = random.nextInt(1_000_000);
      String text =
          String.format(
              Locale.ROOT, "%s%d %d:%d:%d.%06d", sign, days, hours, minutes, seconds, micros);
      BigDecimal all = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(micros, 6));
      String iso =
          "P0Y0M%s%dDT%s%dH%s%dM%s%sS"
              .formatted(
                  sign(sign, days),
                  days,
                  sign(sign, hours),
                  hours,
                  sign(sign, minutes),
                  minutes,
                  all.signum() == 0 ? "" : sign,
                  all.toPlainString());
      assertThat(type.ofBytes(INTERVALDS.toBytes(text)))
          .as(text)
          .isEqualTo(streamed(type, quoted(iso)));
    }
  }

  private static String sign(String sign, int number) {
    return number == 0 ? "" : sign;
  }

  @Test
  void binaryFractionsAreEqualOnBothWays() throws SQLException {
    StoredType single = type(DeclaredType.of("BINARY_FLOAT"));
    StoredType floating = type(DeclaredType.of("BINARY_DOUBLE"));
    for (int i = 0; i < VALUES; i++) {
      float small = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(small)) {
        assertThat(single.ofBytes(new BINARY_FLOAT(small).getBytes()))
            .isEqualTo(streamed(single, Float.toString(small == 0 ? 0 : small)));
      }
      double large = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(large)) {
        assertThat(floating.ofBytes(new BINARY_DOUBLE(large).getBytes()))
            .isEqualTo(streamed(floating, Double.toString(large == 0 ? 0 : large)));
      }
    }
    assertThat(floating.ofBytes(new BINARY_DOUBLE(Double.NaN).getBytes())).isEqualTo(Double.NaN);
    assertThat(single.ofBytes(new BINARY_FLOAT(Float.NEGATIVE_INFINITY).getBytes()))
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
