package dev.firn.check.stream;

import dev.firn.cdc.decode.ChunkDecoder;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk.TableSlice;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.schema.UnavailableValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decodes events with faults among good ones, and compares what comes out with {@link
 * ExpectedChange}: each becomes the change that it is, or a dead letter, and no other is lost.
 */
public final class Fuzz {

  private static final TableId ORDERS = new TableId("shop", "orders");
  private static final int EVENTS_AT_ONCE = 20;
  private static final int MAX_SHOWN = 10;

  private final HostileEvents events;
  private int crashes;
  private int silent;
  private int lost;
  private int letters;

  private Fuzz(long seed) {
    this.events = new HostileEvents(new Random(seed));
  }

  public static void main(String[] arguments) {
    if (!run(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]))) {
      throw new IllegalStateException("An event did harm");
    }
  }

  /**
   * @param count of events with faults
   * @return true if none of them did harm
   */
  public static boolean run(int count, long seed) {
    Fuzz fuzz = new Fuzz(seed);
    for (int i = 0; i < count; i += EVENTS_AT_ONCE) {
      fuzz.decode(Math.min(EVENTS_AT_ONCE, count - i));
    }
    System.out.println(fuzz.letters + " of them became dead letters, seed " + seed);
    System.out.printf(
        "RESULT fuzz events=%d crashes=%d silent=%d good_lost=%d%n",
        count, fuzz.crashes, fuzz.silent, fuzz.lost);
    return fuzz.crashes + fuzz.silent + fuzz.lost == 0 && fuzz.letters > count / 4;
  }

  private static TableMapping contract() {
    Map<String, String> types = new TreeMap<>();
    types.putAll(
        Map.of("id", "int8", "qty", "int4", "small", "int2", "flag", "bool", "ratio", "float8"));
    types.putAll(Map.of("day", "date", "at", "timestamp", "seen", "timestamptz", "data", "bytea"));
    types.putAll(Map.of("uuid", "uuid", "doc", "jsonb", "note", "text"));
    List<Column> columns =
        HostileEvents.COLUMNS.stream()
            .map(name -> new Column(name, type(name, types.get(name)), null))
            .toList();
    return new SchemaMapper(UnknownTypes.FAIL, DatabaseType.POSTGRESQL)
        .map(new TableSchema(ORDERS, columns, List.of("id"), 0, 0))
        .identifiedBy(identity());
  }

  /** As the source knows the columns, which were made in their order. */
  private static TableIdentity identity() {
    List<ColumnIdentity> columns = new ArrayList<>();
    for (String name : HostileEvents.COLUMNS) {
      columns.add(new ColumnIdentity(columns.size() + 1, name, false, 0, -1, "", Map.of()));
    }
    return new TableIdentity("", 1, "", RowNaming.KEY, 0, columns, 0, List.of(), "", 0, 0);
  }

  private static DeclaredType type(String column, @Nullable String name) {
    if (name != null) {
      return DeclaredType.of(name);
    }
    return column.equals("price")
        ? new DeclaredType("numeric", 10, 2, false)
        : DeclaredType.arrayOf(DeclaredType.of("int4"));
  }

  /** Good events and hostile ones in turn, as a task meets them. */
  private void decode(int hostile) {
    List<KafkaEvent> batch = new ArrayList<>();
    for (int i = 0; i < hostile; i++) {
      batch.add(events.good(2L * i));
      batch.add(events.hostile(2L * i + 1));
    }
    ChunkDecoder decoder =
        new DecoderSettings(
                Map.of(ORDERS, contract()),
                Map.of(HostileEvents.TOPIC, ORDERS),
                UnavailableValue.markers("shop"))
            .begin();
    for (KafkaEvent event : batch) {
      try {
        decoder.add(event);
      } catch (Exception | StackOverflowError e) {
        crashes++;
        show("ends the task with " + e, event);
      }
    }
    TableSlice slice = decoder.end().of(ORDERS);
    Map<Long, Change> changes = new HashMap<>();
    DecodedChanges.of(List.of(slice))
        .changes()
        .forEach(change -> changes.put(change.place().offset(), change));
    Map<Long, String> reasons = new HashMap<>();
    for (DeadLetter letter : slice.deadLetters()) {
      reasons.put(letter.place().offset(), letter.reason());
    }
    for (KafkaEvent event : batch) {
      judge(event, changes.get(event.offset()), reasons.get(event.offset()));
    }
  }

  private void judge(KafkaEvent event, @Nullable Change change, @Nullable String reason) {
    boolean isGood = event.offset() % 2 == 0;
    letters += reason == null || isGood ? 0 : 1;
    if (reason != null && reason.contains("which is a bug of Firn")) {
      crashes++;
      show(reason, event);
    }
    try {
      Optional<ExpectedChange> expected =
          ExpectedChange.of(
              Objects.requireNonNull(event.key()), Objects.requireNonNull(event.value()), ORDERS);
      boolean isSame = change != null && expected.isPresent() && isSame(change, expected.get());
      if (isGood && !isSame) {
        lost++;
        show("is lost: " + reason, event);
      } else if (change != null && !isSame
          || change == null && reason == null && expected.isPresent()) {
        silent++;
        show("becomes " + change + ", and means " + expected, event);
      }
    } catch (ExpectedChange.Doubt e) {
      if (change != null || reason == null) {
        silent++;
        show("becomes " + change + ", and nobody knows what it means: " + e.getMessage(), event);
      }
    }
  }

  private static boolean isSame(Change change, ExpectedChange expected) {
    boolean isKey =
        expected.key() == null
            ? change.key() == null
            : change.key() != null && expected.key().equals(change.key().value(0));
    return isKey
        && Character.toString(change.operation().code()).equals(expected.operation())
        && isSame(row(change.image()), expected.row());
  }

  private static boolean isSame(
      @Nullable List<@Nullable Object> row, @Nullable List<@Nullable Object> expected) {
    if (row == null || expected == null) {
      return row == expected;
    }
    for (int i = 0; i < expected.size(); i++) {
      Object value = row.get(i);
      boolean isSame =
          expected.get(i) == ExpectedChange.YOUNGER
              ? value == null || value == Unavailable.VALUE
              : Objects.equals(value, expected.get(i));
      if (!isSame) {
        return false;
      }
    }
    return row.size() == expected.size();
  }

  private static @Nullable List<@Nullable Object> row(@Nullable Object @Nullable [] image) {
    if (image == null) {
      return null;
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : image) {
      row.add(value instanceof byte[] bytes ? list(bytes) : value);
    }
    return row;
  }

  private static List<Byte> list(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte one : bytes) {
      list.add(one);
    }
    return list;
  }

  private void show(String what, KafkaEvent event) {
    if (crashes + silent + lost <= MAX_SHOWN) {
      System.out.println("An event " + what);
      System.out.println("  key   " + text(event.key()));
      System.out.println("  value " + text(event.value()));
    }
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }
}
