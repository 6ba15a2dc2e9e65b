package dev.firn.check.stream;

import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.KafkaEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events of a table with columns of many types, as they should be and as they should not. */
final class HostileEvents {

  static final String TOPIC = "shop.shop.orders";
  static final List<String> COLUMNS =
      List.of(
          "id", "qty", "small", "price", "flag", "ratio", "day", "at", "seen", "data", "uuid",
          "sizes", "doc", "note");

  private static final List<String> HOSTILE_VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e5",
          "1.5",
          "1e400",
          "-0",
          "-0.0",
          "2147483648",
          "-32769",
          "9223372036854775808",
          "99999999999999999999999999",
          "\"\"",
          "\"x\"",
          "\"1\"",
          "\"\uFF11\uFF12\"",
          "\"NaN\"",
          "\"Infinity\"",
          "\"1e3\"",
          "\"1_0\"",
          "\"0x1p3\"",
          "\"1.234\"",
          "\"1e999999999\"",
          "\"1e-999999999\"",
          "\"99999999999.00\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"QQ\"",
          "\"QR==\"",
          "\"QQ==\"",
          "\"2024-01-01T00:00:00Z\"",
          "\"2024-01-01T00:00:00.000000001Z\"",
          "\"2024-02-30T00:00:00Z\"",
          "\"1-1-1-1-1\"",
          "[]",
          "{}",
          "[1]",
          "[null]",
          "[[1]]",
          "[1.0]",
          "[3000000000]",
          "{\"a\":{\"b\":[1]}}",
          "\"__debezium_unavailable_value\"");

  private final Random random;

  HostileEvents(Random random) {
    this.random = random;
  }

  /** An event as a connector with Firn's settings sends it. */
  KafkaEvent good(long offset) {
    long id = random.nextInt(1000);
    String operation =
        List.of("c", "u", "d", "t").get(random.nextInt(20) == 0 ? 3 : random.nextInt(3));
    return event(offset, id, operation, row(id));
  }

  private static KafkaEvent event(long offset, long id, String operation, List<String> row) {
    String fields = row.stream().collect(Collectors.joining(",", "{", "}"));
    boolean hasRow = operation.equals("c") || operation.equals("u");
    String value =
        "{\"before\":null,\"after\":%s,\"source\":{\"version\":\"3.7.0.Final\",\"connector\":\"postgresql\",\"name\":\"shop\",\"ts_ms\":1767225600000,\"snapshot\":\"false\",\"db\":\"d\",\"sequence\":\"[\\\"%d\\\",\\\"%d\\\"]\",\"schema\":\"shop\",\"table\":\"orders\",\"txId\":%d,\"lsn\":%d,\"xmin\":null},\"op\":\"%s\",\"ts_ms\":1767225600001}"
            .formatted(
                hasRow ? fields : "null", offset, offset + 1, 1000 + offset, offset + 1, operation);
    return new KafkaEvent(
        TOPIC, 0, offset, bytes("{\"id\":" + id + "}"), bytes(value), EventHeaders.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The fields of a row, each as it stands in the event. */
  private List<String> row(long id) {
    byte[] data = new byte[random.nextInt(6)];
    random.nextBytes(data);
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    return List.of(
        "\"id\":" + id,
        "\"qty\":" + random.nextInt(),
        "\"small\":" + (short) random.nextInt(),
        String.format(Locale.ROOT, "\"price\":\"%.2f\"", random.nextInt(1_000_000) / 100.0),
        "\"flag\":" + random.nextBoolean(),
        "\"ratio\":" + random.nextDouble(),
        "\"day\":" + random.nextInt(40_000),
        "\"at\":" + random.nextInt() * 1_000_003L,
        "\"seen\":\"2024-01-%02dT0%d:00:00.%06dZ\""
            .formatted(1 + random.nextInt(28), random.nextInt(10), random.nextInt(1_000_000)),
        "\"data\":\"" + Base64.getEncoder().encodeToString(data) + "\"",
        "\"uuid\":\"" + uuid + "\"",
        "\"sizes\":[" + random.nextInt() + ",null,3]",
        "\"doc\":\"{\\\"a\\\": [1, \\\"b\\\"]}\"",
        "\"note\":\"é\\\"\\\\\\n\uD83D\uDE00 " + random.nextInt() + "\"");
  }

  /** An event with a fault in its bytes or its fields; sometimes one that it survives. */
  KafkaEvent hostile(long offset) {
    return random.nextBoolean() ? fields(offset) : broken(good(offset));
  }

  /** Fields that are gone, of other types, twice, elsewhere, or not the key's. */
  private KafkaEvent fields(long offset) {
    long id = random.nextInt(1000);
    List<String> row = new ArrayList<>(row(id));
    for (int fault = random.nextInt(2); fault >= 0; fault--) {
      int at = random.nextInt(row.size());
      String name = COLUMNS.get(at);
      switch (random.nextInt(5)) {
        case 0 -> row.set(at, "\"other" + at + "\":1");
        case 1 -> row.set(at, row.get(at) + "," + row.get(at));
        case 2 ->
            row.set(
                at,
                row.get(at)
                    .replace("\"" + name + "\"", "\"" + name.toUpperCase(Locale.ROOT) + "\""));
        default ->
            row.set(
                at,
                "\"" + name + "\":" + HOSTILE_VALUES.get(random.nextInt(HOSTILE_VALUES.size())));
      }
    }
    return event(offset, id, random.nextBoolean() ? "c" : "u", row);
  }

  private KafkaEvent broken(KafkaEvent good) {
    boolean inKey = random.nextInt(5) == 0;
    return new KafkaEvent(
        TOPIC,
        0,
        good.offset(),
        inKey ? mutated(good.key()) : good.key(),
        inKey ? good.value() : mutated(good.value()),
        EventHeaders.NONE);
  }

  private byte[] mutated(byte @Nullable [] whole) {
    byte[] bytes = Objects.requireNonNull(whole).clone();
    for (int fault = random.nextInt(3); fault >= 0 && bytes.length > 1; fault--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 -> bytes[at] = (byte) "{}[]\",:\\0eu-. 9".charAt(random.nextInt(15));
        case 3 -> bytes = spliced(bytes, at, at + 1 + random.nextInt(20), new byte[0]);
        case 4 -> {
          int end = Math.min(bytes.length, at + random.nextInt(40));
          bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
        }
        default -> bytes = spliced(bytes, at, at, bytes("\\ud83d"));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    int end = Math.min(bytes.length, to);
    byte[] spliced = Arrays.copyOf(bytes, from + between.length + bytes.length - end);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, end, spliced, from + between.length, bytes.length - end);
    return spliced;
  }
}
