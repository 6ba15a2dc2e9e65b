package dev.firn.source.oracle.type;

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
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
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

/**
 * Random values as the driver's own classes store them, read by the load, against the same values
 * as Debezium writes them, read by the stream.
 */
final class StoredValues {

  private static final UnavailableMarkers NO_MARKERS = new UnavailableMarkers(Set.of());
  private static final JsonFactory JSON = new JsonFactory();

  private final Random random;
  private final List<String> differences = new ArrayList<>();
  private long compared;

  StoredValues(long seed) {
    this.random = new Random(seed);
  }

  /** For {@code scripts/check}: so many of each type, from a seed. */
  public static void main(String[] arguments) throws SQLException {
    StoredValues values = new StoredValues(Long.parseLong(arguments[1]));
    values.compareAll(Integer.parseInt(arguments[0]));
    values.differences.stream().limit(20).forEach(System.out::println);
    System.out.println("values=" + values.compared + " differ=" + values.differences.size());
    if (!values.differences.isEmpty()) {
      throw new IllegalStateException("Values differ");
    }
  }

  void compareAll(int ofEach) throws SQLException {
    for (int i = 0; i < ofEach; i++) {
      numberWithoutASize();
      numberOfASize();
      time();
      interval();
      binaryFraction();
    }
  }

  /** What both have read otherwise, each with its bytes. */
  List<String> differences() {
    return differences;
  }

  long compared() {
    return compared;
  }

  static StoredType type(DeclaredType declared) {
    return (StoredType)
        TypeSystem.of(DatabaseType.ORACLE).find(declared).orElseThrow(IllegalStateException::new);
  }

  private void compare(Object value, byte[] stored, StoredType type, String json) {
    compared++;
    Object loaded = type.ofBytes(stored);
    Object streamed = streamed(type, json);
    if (!loaded.equals(streamed)) {
      differences.add(
          "%s, stored as %s, is %s in a load and %s in an event"
              .formatted(value, HexFormat.of().formatHex(stored), loaded, streamed));
    }
  }

  private void compare(Object value, byte[] stored, StoredType type, String json, Object expected) {
    compare(value, stored, type, json);
    if (!expected.equals(type.ofBytes(stored))) {
      differences.add(value + " is loaded as " + type.ofBytes(stored));
    }
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

  /** Up to 38 digits anywhere between the smallest and the largest. */
  private void numberWithoutASize() throws SQLException {
    int digits = 1 + random.nextInt(38);
    BigInteger unscaled = new BigInteger(digits * 4, random).mod(BigInteger.TEN.pow(digits));
    int scale = random.nextInt(4) == 0 ? random.nextInt(210) - 80 : random.nextInt(20) - 4;
    BigDecimal number =
        new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale)
            .round(new MathContext(38));
    byte[] stored = new NUMBER(number).getBytes();
    compare(
        number,
        stored,
        type(OracleTypes.declared("NUMBER", null, null)),
        quoted(NUMBER.toBigDecimal(stored).toPlainString()));
  }

  private void numberOfASize() throws SQLException {
    int precision = 1 + random.nextInt(38);
    int scale = random.nextInt(precision + 1);
    BigInteger unscaled = new BigInteger(precision * 4, random).mod(BigInteger.TEN.pow(precision));
    BigDecimal number = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
    compare(
        number,
        new NUMBER(number).getBytes(),
        type(OracleTypes.declared("NUMBER", precision, scale)),
        quoted(number.toPlainString()),
        number);
  }

  private void time() {
    LocalDateTime time = anyTime();
    Calendar utc = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    utc.clear();
    utc.set(
        time.getYear(),
        time.getMonthValue() - 1,
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond());
    if (utc.get(Calendar.DAY_OF_MONTH) != time.getDayOfMonth()) {
      return; // The days that the driver's calendar left out in October 1582.
    }
    Timestamp written = new Timestamp(utc.getTimeInMillis());
    LocalDateTime seconds = time.withNano(0);
    compare(
        seconds,
        DATE.toBytes(written, utc),
        type(DeclaredType.of("DATE")),
        micros(seconds),
        seconds);
    written.setNanos(time.getNano());
    byte[] stored = TIMESTAMP.toBytes(written, utc);
    compare(time, stored, type(OracleTypes.declared("TIMESTAMP(6)", null, 6)), micros(time), time);
    compare(
        time,
        stored,
        type(OracleTypes.declared("TIMESTAMP(6) WITH TIME ZONE", null, 6)),
        quoted(time.atOffset(ZoneOffset.UTC)));
  }

  private LocalDateTime anyTime() {
    long first = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    long last = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    long second = first + Math.floorMod(random.nextLong(), last - first);
    return LocalDateTime.ofEpochSecond(second, random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
  }

  private static String micros(LocalDateTime time) {
    return Long.toString(time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1000);
  }

  private void interval() {
    String sign = random.nextBoolean() ? "-" : "";
    int years = random.nextInt(1_000_000_000);
    int months = random.nextInt(12);
    String yearsAndMonths = sign + years + "-" + months;
    compare(
        yearsAndMonths,
        INTERVALYM.toBytes(yearsAndMonths),
        type(DeclaredType.of("INTERVAL YEAR TO MONTH")),
        quoted(
            "P%s%dY%s%dM0DT0H0M0S"
                .formatted(sign(sign, years), years, sign(sign, months), months)));
    int days = random.nextInt(1_000_000_000);
    int hours = random.nextInt(24);
    int minutes = random.nextInt(60);
    int seconds = random.nextInt(60);
    int micros = random.nextInt(1_000_000);
    String text =
        String.format(
            Locale.ROOT, "%s%d %d:%d:%d.%06d", sign, days, hours, minutes, seconds, micros);
    BigDecimal all = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(micros, 6));
    compare(
        text,
        INTERVALDS.toBytes(text),
        type(DeclaredType.of("INTERVAL DAY TO SECOND")),
        quoted(
            "P0Y0M%s%dDT%s%dH%s%dM%s%sS"
                .formatted(
                    sign(sign, days),
                    days,
                    sign(sign, hours),
                    hours,
                    sign(sign, minutes),
                    minutes,
                    all.signum() == 0 ? "" : sign,
                    all.toPlainString())));
  }

  private static String sign(String sign, int number) {
    return number == 0 ? "" : sign;
  }

  private void binaryFraction() throws SQLException {
    float small = Float.intBitsToFloat(random.nextInt());
    if (Float.isFinite(small)) {
      compare(
          small,
          new BINARY_FLOAT(small).getBytes(),
          type(DeclaredType.of("BINARY_FLOAT")),
          Float.toString(small == 0 ? 0 : small));
    }
    double large = Double.longBitsToDouble(random.nextLong());
    if (Double.isFinite(large)) {
      compare(
          large,
          new BINARY_DOUBLE(large).getBytes(),
          type(DeclaredType.of("BINARY_DOUBLE")),
          Double.toString(large == 0 ? 0 : large));
    }
  }
}
