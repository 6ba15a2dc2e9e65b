package dev.firn.cdc.decode;

import dev.firn.cdc.decode.RowReader.Absent;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.source.DatabaseKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes changes of the events of one table. */
public final class ChangeParser {

  private final TableMapping mapping;
  private final EventOrigin origin;
  private final RowReader rows;
  private final DroppedNames dropped;
  private final EnvelopeScanner envelopes;
  private final SentText.Kept kept;
  private Set<String> unknownFields = Set.of();
  private @Nullable String lacking;

  public ChangeParser(TableMapping mapping, ValueDecoder values) {
    this(mapping, values, FieldRules.NONE);
  }

  public ChangeParser(TableMapping mapping, ValueDecoder values, FieldRules rules) {
    this(mapping, values, rules, EventOrigin.UNKNOWN);
  }

  /**
   * @param origin who sends the table's events
   */
  public ChangeParser(
      TableMapping mapping, ValueDecoder values, FieldRules rules, EventOrigin origin) {
    this.origin = origin;
    this.mapping = mapping;
    this.rows = new RowReader(mapping, values, rules);
    this.dropped = rows.droppedNames();
    this.envelopes =
        new EnvelopeScanner(
            rows,
            DatabaseKind.of(mapping.database()).log(),
            !mapping.hasKey(),
            keepsBefore(mapping, rules));
    this.kept = rules.kept();
  }

  /**
   * Under any other replica identity, what stands before a change is the key and values that nobody
   * has ever had.
   */
  private static boolean keepsBefore(TableMapping mapping, FieldRules rules) {
    TableIdentity identity = mapping.identity();
    return rules.kept() != SentText.Kept.NOTHING
        && identity != null
        && identity.naming() == TableIdentity.RowNaming.FULL;
  }

  /** Of the connector, as the first event says it; null if no event does. */
  @Nullable String connectorVersion() {
    return envelopes.connectorVersion();
  }

  /** A column that the event that was parsed last should have and lacks; null if there is none. */
  @Nullable String lacking() {
    return lacking;
  }

  /** Fields that the event that was parsed last has and the contract does not know. */
  public Set<String> unknownFields() {
    return unknownFields;
  }

  /**
   * @return the change, or null if the message carries none: a tombstone or a logical message
   * @throws UndecodableException if the event cannot be applied as it is
   * @throws OtherTableException if the event is another table's that shares the topic
   */
  public @Nullable Change parse(KafkaEvent event) throws IOException {
    lacking = null;
    unknownFields = Set.of();
    if (event.value() == null) {
      return null;
    }
    Envelope envelope = envelopes.read(event.value());
    if ("m".equals(envelope.operation)) {
      return null;
    }
    if (envelope.doubt != null) {
      throw envelope.doubt.at(envelope.place(event));
    }
    EventPlace place = envelope.place(event);
    try {
      requireSameTable(envelope);
      unknownFields = Set.copyOf(envelope.unknownFields());
      Change change = change(event, envelope, place);
      return kept == SentText.Kept.NOTHING ? change : change.withSent(sent(event, envelope, place));
    } catch (UndecodableException e) {
      throw e.at(place);
    }
  }

  private @Nullable SentText sent(KafkaEvent event, Envelope envelope, EventPlace place) {
    byte[] bytes = event.value();
    if (bytes == null) {
      return null;
    }
    String before = isWhole(place) ? envelope.textBefore(bytes) : null;
    String all = kept == SentText.Kept.EVENT ? new String(bytes, StandardCharsets.UTF_8) : null;
    return before == null && all == null ? null : new SentText(before, all);
  }

  /** An event from before the last look may have been written when its table named rows by less. */
  private boolean isWhole(EventPlace place) {
    TableIdentity identity = mapping.identity();
    return identity != null && place.namesTransaction() && !place.beganBefore(identity.horizon());
  }

  /** The key of an event of which nothing else need be readable; null if it is not either. */
  public @Nullable RowKey findKey(KafkaEvent event) {
    try {
      return mapping.hasKey() ? rows.key(event.key()) : null;
    } catch (RuntimeException | IOException e) {
      return null;
    }
  }

  private Change change(KafkaEvent event, Envelope envelope, EventPlace place) throws IOException {
    // Another connector may have put its fields into an order of its own.
    if (envelope.misplaced != null && event.headers().hasFirnSettings()) {
      throw UndecodableException.ofExchangedNames(
          envelope.misplaced + " comes behind a field of a later column");
    }
    if (envelope.exchanged != null) {
      throw UndecodableException.ofExchangedNames(envelope.exchanged);
    }
    if (!envelope.dropped().isEmpty()) {
      boolean isInOrder = event.headers().hasFirnSettings();
      dropped.requireOwn(envelope.dropped(), envelope.after, place.log(), isInOrder);
      dropped.requireOwn(envelope.dropped(), envelope.before, place.log(), isInOrder);
    }
    if (envelope.failure != null) {
      throw envelope.failure;
    }
    ChangeOperation operation;
    try {
      operation = ChangeOperation.ofCode(String.valueOf(envelope.operation));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(ErrorCode.EVENT_IS_BROKEN, String.valueOf(e.getMessage()));
    }
    return switch (operation) {
      case TRUNCATE -> new Change(place, operation, null, null, null);
      case DELETE ->
          new Change(
              place,
              operation,
              keyOf(event, envelope),
              null,
              event.headers().keyChangeDelete(),
              null);
      case CREATE, READ, UPDATE -> upsert(event, place, operation, envelope);
    };
  }

  private Change upsert(
      KafkaEvent event, EventPlace place, ChangeOperation operation, Envelope envelope)
      throws IOException {
    @Nullable Object[] after = envelope.after;
    if (after == null) {
      throw new UndecodableException(
          ErrorCode.EVENT_IS_BROKEN, "its operation is " + operation + ", and it has no \"after\"");
    }
    byte[] oldKeyBytes = event.headers().oldKey();
    RowKey oldKey = oldKeyBytes == null || !mapping.hasKey() ? null : rows.key(oldKeyBytes);
    boolean isNew = operation != ChangeOperation.UPDATE && oldKey == null;
    RowKey key = mapping.hasKey() ? rows.keyOfRow(event.key(), after) : keyOf(event, envelope);
    if (!mapping.hasKey() && operation == ChangeOperation.READ) {
      throw new UndecodableException(
          ErrorCode.EARLIER_EVENT_IS_MISSING,
          "it is an event of a snapshot, and the table has no key by which to tell whether it has the"
              + " row already. Reload the table instead of letting the connector read it");
    }
    if (!isNew && !event.headers().hasFirnSettings()) {
      DebeziumPlaceholder.requireNone(after, mapping);
    }
    rows.requireLabels(after, place.log());
    fillIn(after, isNew, place);
    return new Change(place, operation, key, oldKey, after);
  }

  /** A new row has no older values: a column it lacks was added after it, with a default. */
  private void fillIn(@Nullable Object[] row, boolean isNew, EventPlace place) {
    if (!Arrays.asList(row).contains(Absent.VALUE)) {
      return;
    }
    lacking = rows.requireSent(row, place.log());
    for (int i = 0; i < row.length; i++) {
      if (row[i] == Absent.VALUE) {
        row[i] = isNew ? mapping.columns().get(i).addedValue() : Unavailable.VALUE;
      }
    }
  }

  /** The row's key; without a key, the row as it was before, if the event tells it. */
  private @Nullable RowKey keyOf(KafkaEvent event, Envelope envelope) throws IOException {
    if (mapping.hasKey()) {
      return rows.key(event.key());
    }
    if (envelope.before == null) {
      return null;
    }
    @Nullable Object[] before = envelope.before;
    if (Arrays.asList(before).contains(Absent.VALUE)) {
      lacking = rows.requireSent(before, envelope.place(event).log());
    }
    for (int i = 0; i < before.length; i++) {
      if (before[i] == Absent.VALUE) {
        // The column was added after the event, with what the row was given by then.
        before[i] = mapping.columns().get(i).addedValue();
      }
      if (before[i] == Unavailable.VALUE) {
        return null;
      }
    }
    return new RowKey(before);
  }

  private void requireSameTable(Envelope envelope) {
    if (envelope.table == null || envelope.schema == null) {
      return;
    }
    TableId source = mapping.source();
    if (!envelope.table.equals(source.name()) || !envelope.schema.equals(source.schema())) {
      throw new OtherTableException(new TableId(envelope.schema, envelope.table));
    }
    if (origin.isOfOtherDatabase(envelope.database)) {
      throw new UndecodableException(
          ErrorCode.EVENT_IS_OF_ANOTHER,
          "it is of database "
              + envelope.database
              + " and not of "
              + origin.database()
              + ": two connectors send to one topic. Give each source a kafka_topic_prefix of its"
              + " own, and reload its tables");
    }
  }
}
