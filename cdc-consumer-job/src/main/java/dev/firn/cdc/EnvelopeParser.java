package dev.firn.cdc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's JSON envelopes for one table, with or without an inline schema, without building
 * a tree.
 */
final class EnvelopeParser {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SEQUENCE = Pattern.compile("\\[\"([0-9]{1,19})\"");

  private final TableMapping mapping;
  private final ValueDecoder values;
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final int[] keyOrdinals;
  private final Set<String> unknownFields = new HashSet<>();

  EnvelopeParser(TableMapping mapping, ValueDecoder values) {
    this.mapping = mapping;
    this.values = values;
    for (int i = 0; i < mapping.columns().size(); i++) {
      ordinals.put(mapping.columns().get(i).column(), i);
    }
    this.keyOrdinals = mapping.keyOrdinals();
  }

  /** Fields that events carried and the contract does not know. */
  Set<String> unknownFields() {
    return unknownFields;
  }

  /** The parts of an envelope as they are found, in whatever order they come. */
  private static final class Envelope {
    @Nullable String operation;
    @Nullable String schema;
    @Nullable String table;
    @Nullable Object @Nullable [] after;

    /** Read only for a table without a key, whose rows nothing else can tell. */
    @Nullable Object @Nullable [] before;

    /** Why "after" cannot be read; it counts only if the event is this table's. */
    @Nullable UndecodableException failure;

    final Set<String> unknownFields = new HashSet<>();
    long lsn = -1;
    long commitLsn = -1;
    long transaction = -1;
    long sourceMillis = -1;
  }

  /**
   * @return the change, or null if the message carries none: a tombstone or a logical message
   * @throws UndecodableException if the event cannot be applied as it is
   * @throws OtherTableException if the event is another table's that shares the topic
   */
  @Nullable Change parse(KafkaEvent event) throws IOException {
    if (event.value() == null) {
      return null;
    }
    Envelope envelope = envelope(event.value());
    if (envelope.operation == null) {
      throw new UndecodableException("it is no Debezium envelope: it has no field \"op\"");
    }
    if (envelope.operation.equals("m")) {
      return null;
    }
    requireSameTable(envelope);
    unknownFields.addAll(envelope.unknownFields);
    EventPlace place =
        new EventPlace(
            event.partition(),
            event.offset(),
            envelope.lsn,
            envelope.commitLsn,
            envelope.transaction,
            envelope.sourceMillis);
    try {
      return change(event, envelope, place);
    } catch (UndecodableException e) {
      throw e.at(place);
    }
  }

  private Change change(KafkaEvent event, Envelope envelope, EventPlace place) throws IOException {
    if (envelope.failure != null) {
      throw envelope.failure;
    }
    ChangeOperation operation;
    try {
      operation = ChangeOperation.ofCode(String.valueOf(envelope.operation));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(String.valueOf(e.getMessage()));
    }
    return switch (operation) {
      case TRUNCATE -> new Change(place, operation, null, null, null);
      case DELETE -> new Change(place, operation, keyOf(event, envelope), null, null);
      case CREATE, READ, UPDATE -> upsert(event, place, operation, envelope);
    };
  }

  private Change upsert(
      KafkaEvent event, EventPlace place, ChangeOperation operation, Envelope envelope)
      throws IOException {
    @Nullable Object[] after = envelope.after;
    if (after == null) {
      throw new UndecodableException("its operation is " + operation + ", and it has no \"after\"");
    }
    RowKey oldKey = event.oldKey() == null || !mapping.hasKey() ? null : key(event.oldKey());
    if (operation != ChangeOperation.UPDATE && oldKey == null) {
      // A new row has no older values. A column it lacks was added after it, with a default.
      for (int i = 0; i < after.length; i++) {
        if (after[i] == Absent.VALUE) {
          after[i] = addedDefault(mapping.columns().get(i));
        }
      }
    }
    for (int i = 0; i < after.length; i++) {
      if (after[i] == Absent.VALUE) {
        after[i] = Unavailable.VALUE;
      }
    }
    return new Change(place, operation, keyOf(event, envelope), oldKey, after);
  }

  /** The row's key; without a key, the row as it was before, if the event tells it. */
  private @Nullable RowKey keyOf(KafkaEvent event, Envelope envelope) throws IOException {
    if (mapping.hasKey()) {
      return key(event.key());
    }
    if (envelope.before == null) {
      return null;
    }
    for (Object value : envelope.before) {
      if (value == Absent.VALUE || value == Unavailable.VALUE) {
        return null;
      }
    }
    return new RowKey(envelope.before);
  }

  private static @Nullable Object addedDefault(ColumnMapping column) {
    return column.addedDefault() == null ? null : DefaultValue.of(column, column.addedDefault());
  }

  private enum Absent {
    VALUE
  }

  private void requireSameTable(Envelope envelope) {
    if (envelope.table == null || envelope.schema == null) {
      return;
    }
    TableId source = mapping.source();
    if (!envelope.table.equals(source.name()) || !envelope.schema.equals(source.schema())) {
      throw new OtherTableException(new TableId(envelope.schema, envelope.table));
    }
  }

  private Envelope envelope(byte[] value) throws IOException {
    try (JsonParser parser = JSON.createParser(value)) {
      Envelope envelope = new Envelope();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UndecodableException("its value is no JSON object");
      }
      readEnvelope(parser, envelope);
      return envelope;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UndecodableException("its value is no JSON: " + e.getOriginalMessage());
    }
  }

  private void readEnvelope(JsonParser parser, Envelope envelope) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "payload" -> {
          if (token == JsonToken.START_OBJECT) {
            readEnvelope(parser, envelope);
          }
        }
        case "op" -> envelope.operation = parser.getText();
        case "after" -> {
          if (token == JsonToken.START_OBJECT) {
            envelope.after = row(parser, envelope);
          }
        }
        case "before" -> {
          if (token == JsonToken.START_OBJECT && !mapping.hasKey()) {
            envelope.before = row(parser, envelope);
          } else {
            parser.skipChildren();
          }
        }
        case "source" -> {
          if (token == JsonToken.START_OBJECT) {
            readSource(parser, envelope);
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private void readSource(JsonParser parser, Envelope envelope) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "schema" -> envelope.schema = parser.getText();
        case "table" -> envelope.table = parser.getText();
        case "lsn" -> envelope.lsn = parser.getLongValue();
        case "txId" -> envelope.transaction = parser.getLongValue();
        case "ts_ms" -> envelope.sourceMillis = parser.getLongValue();
        case "sequence" -> envelope.commitLsn = lastCommit(parser.getText());
        default -> parser.skipChildren();
      }
    }
  }

  /** The first element of {@code ["<end of the last commit>","<own position>"]}, or -1. */
  private static long lastCommit(String sequence) {
    Matcher first = SEQUENCE.matcher(sequence);
    return first.lookingAt() ? Long.parseUnsignedLong(first.group(1)) : -1;
  }

  private @Nullable Object[] row(JsonParser parser, Envelope envelope) throws IOException {
    @Nullable Object[] row = new @Nullable Object[mapping.columns().size()];
    Arrays.fill(row, Absent.VALUE);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      Integer ordinal = ordinals.get(field);
      if (ordinal == null) {
        envelope.unknownFields.add(field);
        parser.skipChildren();
        continue;
      }
      try {
        row[ordinal] = values.decode(parser, mapping.columns().get(ordinal));
      } catch (UndecodableException e) {
        envelope.failure = e;
        parser.skipChildren();
      }
    }
    return row;
  }

  private RowKey key(byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      throw new UndecodableException(
          "it has no key. Set message.key.columns for "
              + mapping.source()
              + " in the connector, or give the table a primary key");
    }
    @Nullable Object[] key = new @Nullable Object[keyOrdinals.length];
    Arrays.fill(key, Absent.VALUE);
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UndecodableException("its key is no JSON object");
      }
      readKey(parser, key);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UndecodableException("its key is no JSON: " + e.getOriginalMessage());
    }
    for (int i = 0; i < key.length; i++) {
      if (key[i] == Absent.VALUE || key[i] == null) {
        throw new UndecodableException("its key lacks column " + keyColumn(i).column());
      }
    }
    return new RowKey(key);
  }

  private void readKey(JsonParser parser, @Nullable Object[] key) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && field.equals("payload")) {
        readKey(parser, key);
        continue;
      }
      if (token == JsonToken.START_OBJECT) {
        // A key's values are never objects; this is the schema that may come with it.
        parser.skipChildren();
        continue;
      }
      boolean known = false;
      for (int i = 0; i < key.length; i++) {
        if (keyColumn(i).column().equals(field)) {
          key[i] = values.decode(parser, keyColumn(i));
          known = true;
        }
      }
      if (!known) {
        parser.skipChildren();
      }
    }
  }

  private ColumnMapping keyColumn(int index) {
    return mapping.columns().get(keyOrdinals[index]);
  }
}
