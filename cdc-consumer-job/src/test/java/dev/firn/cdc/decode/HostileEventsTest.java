package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes of an event are, they become a change or a dead letter, and never a guess. */
class HostileEventsTest {

  private static final Set<String> MARKERS = UnavailableValue.markers("shop");
  private static final TableId ID = new TableId("shop", "orders");
  private static final DeclaredType INTEGERS = DeclaredType.arrayOf(DeclaredType.of("int4"));
  private static final TableMapping ORDERS =
      new TableMapping(
          ID,
          List.of(
              PostgresColumns.of("id", "int8"),
              PostgresColumns.of("sizes", INTEGERS),
              PostgresColumns.of("note", "text")),
          List.of("id"));
  private static final TableMapping WITHOUT_KEY = new TableMapping(ID, ORDERS.columns(), List.of());

  private static KafkaEvent event(String key, byte[] value) {
    return new KafkaEvent("shop.shop.orders", 0, 1, bytes(key), value, EventHeaders.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String envelope(String operation, String after) {
    return "{\"before\":null,\"after\":"
        + after
        + ",\"source\":{\"schema\":\"shop\",\"table\":\"orders\",\"txId\":771,\"lsn\":34359738,"
        + "\"ts_ms\":1700000000123},\"op\":\""
        + operation
        + "\"}";
  }

  private static Change parse(String key, byte[] value) throws IOException {
    return parse(ORDERS, key, value);
  }

  private static Change parse(TableMapping table, String key, byte[] value) throws IOException {
    ChangeParser parser = new ChangeParser(table, new ValueDecoder(MARKERS));
    return Objects.requireNonNull(parser.parse(event(key, value)));
  }

  /** As a task decodes events: what comes out, the dead letters' reasons last. */
  private static DecodedChunk.TableSlice decode(KafkaEvent... events) throws IOException {
    DecoderSettings settings =
        new DecoderSettings(Map.of(ID, ORDERS), Map.of("shop.shop.orders", ID), MARKERS);
    ChunkDecoder decoder = settings.begin();
    for (KafkaEvent event : events) {
      decoder.add(event);
    }
    return decoder.end().of(ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[3000000000,1]", "[1,3000000000]", "[1,{\"a\":[1]},2]", "[[1],[2]]"})
  void aListThatCannotBeReadEndsItsEventAndNoOther(String list) throws IOException {
    KafkaEvent unreadable =
        event(
            "{\"id\":7}", bytes(envelope("c", "{\"id\":7,\"sizes\":" + list + ",\"note\":\"x\"}")));
    KafkaEvent next =
        event("{\"id\":8}", bytes(envelope("c", "{\"id\":8,\"sizes\":[1],\"note\":\"y\"}")));
    DecodedChunk.TableSlice slice = decode(unreadable, next);
    assertThat(slice.deadLetters())
        .singleElement()
        .extracting(DeadLetter::reason)
        .asString()
        .startsWith("FIRN-7020 column sizes of type int4[] has value");
    assertThat(slice.changes()).singleElement().satisfies(change -> isRow(change, 8L, "y"));
  }

  private static void isRow(Change change, long id, String note) {
    @Nullable Object[] image = Objects.requireNonNull(change.image());
    assertThat(image[0]).isEqualTo(id);
    assertThat(image[2]).isEqualTo(note);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyz", "{}", " null", "\u0000", "{\"op\":\"d\"}"})
  void refusesWhatStandsBehindTheDocument(String behind) {
    String value = envelope("c", "{\"id\":7,\"sizes\":null,\"note\":null}");
    assertThatThrownBy(() -> parse("{\"id\":7}", bytes(value + behind)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("its value ");
    assertThatThrownBy(() -> parse("{\"id\":7}" + behind, bytes(value)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("its key ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\ud800", "\\\\\\ud800", "\\ud83d x"})
  void refusesHalfOfACharacter(String text) {
    for (int before = 0; before < Long.BYTES; before++) {
      String note = "x".repeat(before) + text;
      byte[] value = bytes(envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"" + note + "\"}"));
      assertThatThrownBy(() -> parse("{\"id\":7}", value))
          .as(note)
          .isInstanceOf(UndecodableException.class)
          .hasMessage("its value has half of a Unicode character");
    }
  }

  @Test
  void readsWholeCharactersHoweverTheyAreWritten() throws IOException {
    String text = "\\ud83d\\ude00\\u00e9\\\\ud800😀é";
    byte[] value = bytes(envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"" + text + "\"}"));
    isRow(parse("{\"id\":7}", value), 7L, "😀é\\ud800😀é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0AF", "EDA080", "F4908080", "FF", "C3"})
  void refusesBytesThatAreNotUtf8(String hex) {
    byte[] wrong = HexFormat.of().parseHex(hex);
    for (int before = 0; before < Long.BYTES; before++) {
      byte[] value =
          bytes(envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"----------------\"}"));
      int at = new String(value, StandardCharsets.UTF_8).indexOf("--------") + before;
      System.arraycopy(wrong, 0, value, at, wrong.length);
      assertThatThrownBy(() -> parse("{\"id\":7}", value))
          .as("at byte %d", at)
          .isInstanceOf(UndecodableException.class)
          .hasMessage("its value is not UTF-8");
    }
  }

  @Test
  void refusesARowThatIsNotItsKeys() {
    byte[] other = bytes(envelope("u", "{\"id\":8,\"sizes\":null,\"note\":null}"));
    assertThatThrownBy(() -> parse("{\"id\":7}", other))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column id is not the same in its key and in its row");
    byte[] none = bytes(envelope("c", "{\"id\":null,\"sizes\":null,\"note\":null}"));
    assertThatThrownBy(() -> parse("{\"id\":7}", none))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("column id is not the same in its key and in its row");
    assertThatThrownBy(() -> parse("{\"id\":7}", bytes(envelope("c", "{}"))))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("its row lacks column id of the key");
  }

  @Test
  void refusesARowOfASnapshotIfNothingTellsWhetherTheTableHasItAlready() {
    byte[] value = bytes(envelope("r", "{\"id\":7,\"sizes\":null,\"note\":null}"));
    assertThatThrownBy(() -> parse(WITHOUT_KEY, "{}", value))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("it is an event of a snapshot, and the table has no key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1,[2]]", "true", "\"x\"", "99999999999999999999", "1.5e400"})
  void metadataOfAnyFormIsNoReasonToLoseTheRow(String lsn) throws IOException {
    String value =
        envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"x\"}")
            .replace("\"lsn\":34359738", "\"lsn\":" + lsn);
    Change change = parse("{\"id\":7}", bytes(value));
    isRow(change, 7L, "x");
    assertThat(Objects.requireNonNull(change.place().log()).position()).isEqualTo(-1);
  }

  @Test
  void readsPositionsThatNeedAll64Bits() throws IOException {
    String value =
        envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"x\"}")
            .replace("\"lsn\":34359738", "\"lsn\":18446744073709551614");
    Change change = parse("{\"id\":7}", bytes(value));
    assertThat(Objects.requireNonNull(change.place().log()).position()).isEqualTo(-2);
  }

  @Test
  void readsATextOfMoreThanTwentyMillionCharacters() throws IOException {
    String note = "x".repeat(20_000_001);
    byte[] value = bytes(envelope("c", "{\"id\":7,\"sizes\":null,\"note\":\"" + note + "\"}"));
    isRow(parse("{\"id\":7}", value), 7L, note);
  }

  /** Whatever happens to the bytes, the events before and behind it are read. */
  @Test
  void noBytesEndTheStream() throws IOException {
    Random random = new Random(13);
    String row = "{\"id\":7,\"sizes\":[1,null,3],\"note\":\"a\\\"b é\"}";
    byte[] good = bytes(envelope("c", row));
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = mutated(good, random);
      DecodedChunk.TableSlice slice =
          decode(
              event("{\"id\":7}", good), event("{\"id\":7}", changed), event("{\"id\":7}", good));
      assertThat(slice.changes().size() + slice.deadLetters().size()).isBetween(2, 3);
      assertThat(slice.changes().size()).isGreaterThanOrEqualTo(2);
      assertThat(slice.deadLetters())
          .noneMatch(letter -> letter.reason().contains("which is a bug of Firn"));
    }
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        case 2 -> bytes[at] = (byte) "{}[]\",:\\0eu".charAt(random.nextInt(11));
        default -> {
          int end = Math.min(bytes.length, at + random.nextInt(30));
          System.arraycopy(bytes, at, bytes, 0, end - at);
        }
      }
    }
    return bytes;
  }
}
