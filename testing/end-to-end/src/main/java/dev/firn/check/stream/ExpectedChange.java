package dev.firn.check.stream;

import dev.firn.check.stream.StrictJson.Literal;
import dev.firn.check.stream.StrictJson.NoJsonException;
import dev.firn.model.TableId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event of {@link HostileEvents} means if it means anything for certain, by rules of its
 * own that share nothing with the product.
 *
 * @param operation of the envelope
 * @param key the message's; null for a truncate
 * @param row values by the columns' order; null if the event has none
 */
record ExpectedChange(String operation, @Nullable Long key, @Nullable List<@Nullable Object> row) {

  /** In place of the value of a column that may have been added after the event. */
  static final Object YOUNGER = new Object();

  /** An event that means nothing for certain. */
  static final class Doubt extends Exception {
    private static final long serialVersionUID = 1L;

    Doubt(String message) {
      super(message);
    }
  }

  /**
   * @return empty if the event is another table's
   * @throws Doubt if it must not become a change
   */
  @SuppressWarnings("unchecked")
  static Optional<ExpectedChange> of(byte[] key, byte[] value, TableId table) throws Doubt {
    try {
      Map<String, @Nullable Object> envelope = StrictJson.object(value);
      if (envelope.get("payload") instanceof Map<?, ?> || !(envelope.get("op") instanceof String)) {
        throw new Doubt("no envelope");
      }
      if (!(envelope.get("source") instanceof Map<?, ?> source)) {
        throw new Doubt("no source");
      }
      if (!(source.get("schema") instanceof String schema)
          || !(source.get("table") instanceof String name)) {
        throw new Doubt("nobody knows whose it is");
      }
      if (!new TableId(schema, name).equals(table)) {
        return Optional.empty();
      }
      String operation = (String) envelope.get("op");
      return Optional.of(
          switch (operation) {
            case "t" -> new ExpectedChange(operation, null, null);
            case "d" -> new ExpectedChange(operation, keyOf(key), null);
            case "c", "r", "u" -> {
              if (!(envelope.get("after") instanceof Map<?, ?> after)) {
                throw new Doubt("no row");
              }
              List<@Nullable Object> row = rowOf((Map<String, @Nullable Object>) after);
              long id = keyOf(key);
              if (!Long.valueOf(id).equals(row.get(0))) {
                throw new Doubt("the key is not the row's");
              }
              yield new ExpectedChange(operation, id, row);
            }
            default -> throw new Doubt("no operation");
          });
    } catch (NoJsonException e) {
      throw new Doubt(String.valueOf(e.getMessage()));
    }
  }

  private static long keyOf(byte[] key) throws NoJsonException, Doubt {
    Object id = StrictJson.object(key).get("id");
    if (id == null) {
      throw new Doubt("no key");
    }
    return integer(id, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static List<@Nullable Object> rowOf(Map<String, @Nullable Object> after) throws Doubt {
    List<@Nullable Object> row = new ArrayList<>();
    boolean isYounger = true;
    for (int i = HostileEvents.COLUMNS.size() - 1; i >= 0; i--) {
      String column = HostileEvents.COLUMNS.get(i);
      boolean isThere = after.containsKey(column);
      if (!isThere && !isYounger) {
        throw new Doubt("no " + column);
      }
      isYounger &= !isThere;
      Object value = after.get(column);
      row.add(0, !isThere ? YOUNGER : value == null ? null : value(column, value));
    }
    return row;
  }

  private static Object value(String column, Object value) throws Doubt {
    try {
      return switch (column) {
        case "id" -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
        case "qty" -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case "small" -> (int) integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
        case "price" ->
            decimal(
                value instanceof Literal number && number.text().matches("-?[0-9]+")
                    ? number.text()
                    : text(value));
        case "flag" -> {
          if (!(value instanceof Boolean)) {
            throw new Doubt("no boolean");
          }
          yield value;
        }
        case "ratio" -> ratio(value);
        case "day" -> LocalDate.ofEpochDay(integer(value, -2_440_588, 2_145_042_541));
        case "at" -> wallClock(integer(value, -211_000_000_000_000_000L, Long.MAX_VALUE - 1));
        case "seen" -> instant(text(value));
        case "data" -> bytes(text(value));
        case "uuid" -> uuid(text(value));
        case "sizes" -> sizes(value);
        default -> text(value);
      };
    } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
      throw new Doubt(column + ": " + e.getMessage());
    }
  }

  private static long integer(Object value, long min, long max) throws Doubt {
    if (!(value instanceof Literal number) || !number.text().matches("-?[0-9]+")) {
      throw new Doubt("no integer");
    }
    BigInteger integer = new BigInteger(number.text());
    if (integer.compareTo(BigInteger.valueOf(min)) < 0
        || integer.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new Doubt("out of bounds");
    }
    return integer.longValue();
  }

  private static String text(Object value) throws Doubt {
    if (!(value instanceof String text)) {
      throw new Doubt("no text");
    }
    return text;
  }

  private static BigDecimal decimal(String text) throws Doubt {
    if (!text.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?")) {
      throw new Doubt("no number");
    }
    BigDecimal value = new BigDecimal(text).setScale(2, RoundingMode.UNNECESSARY);
    if (value.precision() > 10) {
      throw new Doubt("too long");
    }
    return value;
  }

  private static double ratio(Object value) throws Doubt {
    if (value instanceof String word) {
      return switch (word) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw new Doubt("no number");
      };
    }
    if (!(value instanceof Literal number)) {
      throw new Doubt("no number");
    }
    double ratio = Double.parseDouble(number.text());
    if (Double.isInfinite(ratio)) {
      throw new Doubt("too large");
    }
    // A whole number has no negative zero.
    return number.text().equals("-0") ? 0.0 : ratio;
  }

  private static LocalDateTime wallClock(long micros) throws Doubt {
    if (micros == 9_223_372_036_825_200_000L) {
      throw new Doubt("infinite");
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L),
        (int) Math.floorMod(micros, 1_000_000L) * 1000,
        ZoneOffset.UTC);
  }

  private static Instant instant(String text) throws Doubt {
    Instant instant = OffsetDateTime.parse(text).toInstant();
    Math.multiplyExact(instant.getEpochSecond(), 1_000_001L);
    if (instant.getNano() % 1000 != 0) {
      throw new Doubt("nanoseconds");
    }
    return instant;
  }

  private static List<Byte> bytes(String text) throws Doubt {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new Doubt("no Base64");
    }
    List<Byte> list = new ArrayList<>();
    for (byte one : bytes) {
      list.add(one);
    }
    return list;
  }

  private static String uuid(String text) throws Doubt {
    if (!UUID.fromString(text).toString().equals(text)) {
      throw new Doubt("no UUID");
    }
    return text;
  }

  private static List<@Nullable Object> sizes(Object value) throws Doubt {
    if (!(value instanceof List<?> elements)) {
      throw new Doubt("no list");
    }
    List<@Nullable Object> sizes = new ArrayList<>();
    for (Object element : elements) {
      sizes.add(
          element == null ? null : (int) integer(element, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return sizes;
  }
}
