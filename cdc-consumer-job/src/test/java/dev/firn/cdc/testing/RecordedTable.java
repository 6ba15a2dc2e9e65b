package dev.firn.cdc.testing;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A table that lives in its topic only: what was written there, and what that means. */
public final class RecordedTable {

  private static final String SCHEMA = "public";
  private static final long KEYS = 40;

  private final String name;
  private final String topic;
  private final String unavailable;
  private final AccountEvents events;
  private final @Nullable Producer<byte[], byte[]> producer;
  private boolean isProven = true;

  /** Per offset of the topic's only partition. */
  private final List<Message> written = new ArrayList<>();

  /**
   * A message and what it does to the rows; a tombstone is no event and does nothing.
   *
   * @param keptOf the key of the row whose large value it does not carry; null if it carries all
   */
  private record Message(
      KafkaEvent event,
      Consumer<NavigableMap<Long, List<Object>>> effect,
      boolean isRepeat,
      @Nullable Long keptOf) {
    boolean isEvent() {
      return event.value() != null && !isRepeat;
    }
  }

  /**
   * @param producer null if nobody reads the topic from Kafka
   */
  public RecordedTable(
      String source, String prefix, String name, @Nullable Producer<byte[], byte[]> producer) {
    this.name = name;
    this.topic = prefix + "." + SCHEMA + "." + name;
    this.unavailable = UnavailableValue.placeholder(source);
    this.events = new AccountEvents(prefix, SCHEMA, name);
    this.producer = producer;
  }

  public String name() {
    return name;
  }

  public String topic() {
    return topic;
  }

  public static TableMapping mapping(String table) {
    return new TableMapping(
        new TableId(SCHEMA, table),
        List.of(
            PostgresColumns.of("aid", "int8"),
            PostgresColumns.of("bid", "int4"),
            PostgresColumns.of("abalance", "int4"),
            PostgresColumns.of("filler", "text")),
        List.of("aid"));
  }

  /** One to three messages that a source could send now. */
  public void writeAnything(Random random) {
    NavigableMap<Long, List<Object>> rows = rowsAt(written.size());
    long key = random.nextLong(KEYS);
    int balance = random.nextInt(1000);
    if (random.nextInt(60) == 0) {
      truncate();
    } else if (!rows.containsKey(key)) {
      upsert('c', key, balance, "filler " + random.nextInt(1000), null);
    } else {
      switch (random.nextInt(6)) {
        case 0 -> delete(key, false);
        case 1 -> move(key, random.nextLong(KEYS), balance, rows);
        case 2, 3 -> upsert('u', key, balance, null, filler(rows, key));
        default -> upsert('u', key, balance, "filler " + random.nextInt(1000), null);
      }
    }
  }

  public void insert(long key, int balance, String filler) {
    upsert('c', key, balance, filler, null);
  }

  /** From now on by a connector that does not say how it is set. */
  public void provesNothing() {
    isProven = false;
  }

  /** A row whose changes are in another partition, and not recorded here. */
  public void insertBeside(int partition, long key, int balance, String filler) {
    byte[] event = events.envelope('c', null, AccountEvents.row(key, 1, balance, filler));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, AccountEvents.key(key), event);
    AccountEvents.prove(record);
    var unused = Objects.requireNonNull(producer).send(record);
  }

  public void updateWithoutFiller(long key, int balance) {
    upsert('u', key, balance, null, filler(rowsAt(written.size()), key));
  }

  /**
   * Messages that are there already come again, as a connector sends them that is restarted.
   *
   * @param from the first of them, up to the last that there is
   */
  public void repeat(int from) {
    repeat(from, written.size());
  }

  /**
   * The same before all of them have come.
   *
   * @param end the offset after the last that comes again
   */
  public void repeat(int from, int end) {
    for (Message message : List.copyOf(written.subList(from, end))) {
      KafkaEvent event = message.event();
      write(
          new Message(
              new KafkaEvent(topic, 0, written.size(), event.key(), event.value(), event.headers()),
              rows -> {},
              true,
              null));
    }
  }

  public void truncate() {
    send('t', null, null, null, null, null, NavigableMap::clear);
  }

  /** An event of a row of which nobody can say what it does. */
  public void unreadable(long key) {
    send('x', AccountEvents.key(key), null, null, null, null, rows -> {});
  }

  private static String filler(NavigableMap<Long, List<Object>> rows, long key) {
    return (String) rows.getOrDefault(key, List.of(0L, 0, 0, "")).get(3);
  }

  /**
   * @param filler the large value, or null if the event does not carry it
   * @param kept what it is all the same
   */
  private void upsert(
      char operation, long key, int balance, @Nullable String filler, @Nullable String kept) {
    String sent = filler == null ? unavailable : filler;
    String held = filler == null ? String.valueOf(kept) : filler;
    send(
        operation,
        AccountEvents.key(key),
        null,
        AccountEvents.row(key, 1, balance, sent),
        null,
        filler == null ? key : null,
        rows -> rows.put(key, List.of(key, 1, balance, held)));
  }

  private void delete(long key, boolean keyChangeDelete) {
    byte[] bytes = AccountEvents.key(key);
    byte[] envelope = events.envelope('d', AccountEvents.row(key, 0, 0, null), null);
    EventHeaders headers = new EventHeaders(null, keyChangeDelete, true, null);
    write(
        new KafkaEvent(topic, 0, written.size(), bytes, envelope, headers),
        rows -> rows.remove(key));
    write(new KafkaEvent(topic, 0, written.size(), bytes, null, headers), tombstone -> {});
  }

  /** Debezium sends a changed key as a delete and an insert that names the old key. */
  private void move(long from, long to, int balance, NavigableMap<Long, List<Object>> rows) {
    if (rows.containsKey(to)) {
      return;
    }
    String kept = filler(rows, from);
    delete(from, true);
    send(
        'c',
        AccountEvents.key(to),
        null,
        AccountEvents.row(to, 1, balance, unavailable),
        AccountEvents.key(from),
        from,
        now -> now.put(to, List.of(to, 1, balance, kept)));
  }

  private void send(
      char operation,
      byte @Nullable [] key,
      @Nullable String before,
      @Nullable String after,
      byte @Nullable [] oldKey,
      @Nullable Long keptOf,
      Consumer<NavigableMap<Long, List<Object>>> effect) {
    byte[] envelope = events.envelope(operation, before, after);
    EventHeaders headers = new EventHeaders(oldKey, false, true, null);
    write(
        new Message(
            new KafkaEvent(topic, 0, written.size(), key, envelope, headers),
            effect,
            false,
            keptOf));
  }

  private void write(KafkaEvent event, Consumer<NavigableMap<Long, List<Object>>> effect) {
    write(new Message(event, effect, false, null));
  }

  private void write(Message message) {
    KafkaEvent event = message.event();
    if (producer != null) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, 0, event.key(), event.value());
      byte[] oldKey = event.headers().oldKey();
      if (oldKey != null) {
        record.headers().add(EventHeaders.OLD_KEY, oldKey);
      }
      if (event.headers().keyChangeDelete()) {
        // Nobody asks for the new key, only whether there is one.
        record.headers().add(EventHeaders.NEW_KEY, event.key());
      }
      if (isProven) {
        AccountEvents.prove(record);
      }
      var unused = producer.send(record);
    }
    written.add(message);
  }

  /** What a load would read at that sees everything that was written so far, and nothing else. */
  ReadPoint readPoint() {
    return events.readPoint();
  }

  /** The messages between the offsets as a micro-batch that is decoded. */
  public DecodedChanges decoded(long from, long end) {
    ChangeParser parser = new ChangeParser(mapping(name), new ValueDecoder(Set.of(unavailable)));
    List<Change> changes = new ArrayList<>();
    for (Message message : written.subList(Math.toIntExact(from), Math.toIntExact(end))) {
      try {
        Change change = parser.parse(message.event());
        if (change != null) {
          changes.add(change);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new DecodedChanges(changes, Map.of(0, end), Set.of(), List.of());
  }

  public long end() {
    return written.size();
  }

  /** The rows after the messages before the offset. */
  public NavigableMap<Long, List<Object>> rowsAt(long end) {
    NavigableMap<Long, List<Object>> rows = new TreeMap<>();
    written.subList(0, Math.toIntExact(end)).forEach(message -> message.effect().accept(rows));
    return rows;
  }

  /** Keys of rows of which events between the offsets need the large value that the lake has. */
  public Set<Long> keptBetween(long from, long end) {
    Set<Long> kept = new TreeSet<>();
    for (Message message : written.subList(Math.toIntExact(from), Math.toIntExact(end))) {
      if (message.keptOf() != null) {
        kept.add(message.keptOf());
      }
    }
    return kept;
  }

  /** How many of the messages between the offsets are events. */
  public long eventsBetween(long from, long end) {
    return written.subList(Math.toIntExact(from), Math.toIntExact(end)).stream()
        .filter(Message::isEvent)
        .count();
  }

  public static Map<Long, List<Object>> byKey(List<Object[]> rows) {
    Map<Long, List<Object>> byKey = new TreeMap<>();
    for (Object[] row : rows) {
      if (byKey.put((Long) row[0], Arrays.asList(row)) != null) {
        throw new IllegalStateException("Key " + row[0] + " is there twice");
      }
    }
    return byKey;
  }
}
