package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.LogPlace;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.row.RowKey;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.NumberType;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.source.DatabaseKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rows and keys of one table's events, by its contract and what differs from it. */
final class RowReader {

  /** Stands for a column that the event does not have. */
  enum Absent {
    VALUE
  }

  private final TableMapping mapping;
  private final ValueDecoder values;
  private final FieldRules rules;
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final FieldOrder<Field> rowFields = new FieldOrder<>(this::field);
  private final FieldOrder<Integer> keyFields = new FieldOrder<>(this::keyIndex);
  private final int[] keyOrdinals;
  private final int[] columnIds;
  private final List<Enumeration> enumerations;
  private final boolean numbersFields;
  private final @Nullable NumberKey numberKey;

  RowReader(TableMapping mapping, ValueDecoder values, FieldRules rules) {
    this.mapping = mapping;
    this.values = values;
    this.rules = rules;
    for (int i = 0; i < mapping.columns().size(); i++) {
      ordinals.put(mapping.columns().get(i).column(), i);
    }
    rules
        .formerNames()
        .forEach(
            (former, name) -> {
              Integer ordinal = ordinals.get(name);
              if (ordinal != null) {
                ordinals.putIfAbsent(former, ordinal);
              }
            });
    this.keyOrdinals = mapping.keyOrdinals();
    this.columnIds = columnIds(mapping);
    this.enumerations = enumerations(mapping, rules);
    this.numbersFields = DatabaseKind.of(mapping.database()).log().numbersFields();
    this.numberKey = rules.skipped().isEmpty() ? NumberKey.of(mapping, values) : null;
  }

  /**
   * What is to be done with a field of a row.
   *
   * @param ordinal of its column, or -1
   * @param number the source's own of its column, also of one that is not carried; or -1
   * @param column null if its value is not read
   * @param isDropped true if its column is gone, so that it is another's in later events
   * @param refuses true if it must not be there
   * @param isLenient true if a value that cannot be read does not matter
   */
  private record Field(
      int ordinal,
      int number,
      @Nullable ColumnMapping column,
      boolean isDropped,
      boolean refuses,
      boolean isLenient) {}

  /**
   * A column whose type lists its values.
   *
   * @param labels by what is known of the source
   */
  private record Enumeration(int ordinal, ColumnMapping column, Set<String> labels) {}

  private Field field(String name) {
    int ordinal = ordinals.getOrDefault(name, -1);
    boolean isRead = ordinal >= 0 && !rules.skipped().contains(name);
    return new Field(
        ordinal,
        numbersFields ? number(name, ordinal) : -1,
        isRead ? mapping.columns().get(ordinal) : null,
        rules.dropped().containsKey(name),
        rules.refused().contains(name),
        rules.lenient().contains(name));
  }

  private int number(String name, int ordinal) {
    if (ordinal >= 0 && columnIds[ordinal] >= 0) {
      return columnIds[ordinal];
    }
    FieldRules.Dropped dropped = rules.dropped().get(name);
    if (dropped != null) {
      return dropped.column();
    }
    TableIdentity identity = mapping.identity();
    return identity == null ? -1 : identity.column(name).map(ColumnIdentity::id).orElse(-1);
  }

  private static List<Enumeration> enumerations(TableMapping mapping, FieldRules rules) {
    List<Enumeration> found = new ArrayList<>();
    TableIdentity identity = mapping.identity();
    for (int i = 0; identity != null && i < mapping.columns().size(); i++) {
      ColumnMapping column = mapping.columns().get(i);
      Set<String> labels =
          identity.column(column.column()).map(ColumnIdentity::enumerated).orElse(Set.of());
      // An earlier contract does not say them.
      if (column.type().isEnum() && !labels.isEmpty() && !rules.leavesOut(column.column())) {
        found.add(new Enumeration(i, column, labels));
      }
    }
    return found;
  }

  /**
   * Makes sure that each value of an enumeration is one. An event from before the last look may
   * have those of another type.
   *
   * @throws UndecodableException naming one that its type does not have
   */
  void requireLabels(@Nullable Object[] row, @Nullable LogPlace place) {
    if (enumerations.isEmpty() || !isLaterThanLook(place)) {
      return;
    }
    for (Enumeration enumeration : enumerations) {
      if (row[enumeration.ordinal()] instanceof String text
          && !enumeration.labels().contains(text)) {
        throw new UndecodableException(
            ErrorCode.VALUE_DOES_NOT_FIT,
            "column "
                + enumeration.column().column()
                + " has value "
                + text
                + ", which type "
                + enumeration.column().type()
                + " does not have");
      }
    }
  }

  /** What tells fields of the table's dropped columns from others of their names. */
  DroppedNames droppedNames() {
    return new DroppedNames(mapping, rules, columnIds);
  }

  /** Where a key has the column, or -1. */
  private int keyIndex(String name) {
    int ordinal = ordinals.getOrDefault(name, -1);
    for (int i = 0; i < keyOrdinals.length; i++) {
      if (keyOrdinals[i] == ordinal) {
        return i;
      }
    }
    return -1;
  }

  /** By ordinal, the source's own number of the column, or -1 if it has none that is known. */
  private static int[] columnIds(TableMapping mapping) {
    TableIdentity identity = mapping.identity();
    return mapping.columns().stream()
        .mapToInt(
            column ->
                identity == null
                    ? -1
                    : identity.column(column.column()).map(ColumnIdentity::id).orElse(-1))
        .toArray();
  }

  @Nullable Object[] emptyRow() {
    @Nullable Object[] row = new @Nullable Object[mapping.columns().size()];
    Arrays.fill(row, Absent.VALUE);
    return row;
  }

  /**
   * @param parser at the start of the row's object; left at its end
   */
  @Nullable Object[] row(JsonParser parser, Envelope envelope) throws IOException {
    @Nullable Object[] row = emptyRow();
    envelope.beginRow();
    for (int i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
      parser.nextToken();
      readField(parser, i, row, envelope);
    }
    requireFields(row, envelope);
    return row;
  }

  /**
   * @param parser at the field's value; left at its last token
   * @param place of the field in its object, from 0
   */
  void readField(JsonParser parser, int place, @Nullable Object[] row, Envelope envelope)
      throws IOException {
    String name = parser.currentName();
    Field field = rowFields.meaning(place, name);
    if (field.refuses()) {
      envelope.failure =
          new UndecodableException(
              ErrorCode.VALUE_DOES_NOT_FIT,
              "it has field "
                  + name
                  + ", which does not fit the lake since the source was changed, and schema_drift"
                  + " is \"freeze\"");
      parser.skipChildren();
      return;
    }
    envelope.comesTo(name, field.number(), field.isDropped());
    ColumnMapping column = field.column();
    if (column == null) {
      if (field.ordinal() < 0) {
        envelope.addUnknownField(name);
      }
      parser.skipChildren();
      return;
    }
    boolean isTwice = row[field.ordinal()] != Absent.VALUE;
    if (isTwice && rules.formerNames().containsValue(column.column())) {
      envelope.exchanged = name + " comes beside another name of column " + column.column();
      parser.skipChildren();
      return;
    }
    JsonStreamContext around = EventJson.around(parser);
    try {
      if (isTwice) {
        throw new UndecodableException(
            ErrorCode.EVENT_IS_BROKEN, "it has field " + name + " twice");
      }
      requireExact(parser, column);
      row[field.ordinal()] = values.decode(parser, column);
    } catch (UndecodableException e) {
      if (!field.isLenient()) {
        envelope.fails(e);
      }
      // A list can end to be readable anywhere.
      EventJson.skipTo(parser, around);
    }
  }

  /** A decimal that was a double on its way has lost digits, and nobody can tell which. */
  private static void requireExact(JsonParser parser, ColumnMapping column) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && column.columnType() instanceof NumberType) {
      throw new UndecodableException(
          ErrorCode.VALUE_DOES_NOT_FIT,
          "column "
              + column.column()
              + " of type "
              + column.type()
              + " comes as a floating-point number, which loses digits. Set"
              + " decimal.handling.mode=string in the connector");
    }
  }

  /**
   * An event has every column that its table had. One that it lacks was added after it or dropped
   * before it, and is no longer known then; it is not, if a column is there that was added later.
   *
   * @param place of the event in the source's log, if it says it
   * @return a column that the table has had since its load, or since before the event's
   *     transaction, if the event lacks one; unless the event is older than the load, or the column
   *     is dropped by now, the connector leaves it out
   * @throws UndecodableException if the connector has left out a column
   */
  @Nullable String requireSent(@Nullable Object[] row, @Nullable LogPlace place) {
    int newest = numbersFields ? newestIn(row) : -1;
    for (int i = 0; i < row.length; i++) {
      String column = mapping.columns().get(i).column();
      if (row[i] == Absent.VALUE
          && columnIds[i] >= 0
          && columnIds[i] < newest
          && !rules.leavesOut(column)) {
        throw new UndecodableException(
            ErrorCode.EVENT_LACKS_VALUES,
            "it lacks field "
                + column
                + ", though the source has the column: the connector or the publication leaves it"
                + " out. Take it from column.exclude.list or the publication's list of columns, and"
                + " reload the table");
      }
    }
    for (int i = 0; i < row.length; i++) {
      ColumnMapping column = mapping.columns().get(i);
      if (row[i] == Absent.VALUE
          && columnIds[i] >= 0
          && (!column.added() || isLaterThanLook(place))
          && !rules.leavesOut(column.column())) {
        return column.column();
      }
    }
    return null;
  }

  private int newestIn(@Nullable Object[] row) {
    int newest = -1;
    for (int i = 0; i < row.length; i++) {
      newest = row[i] == Absent.VALUE ? newest : Math.max(newest, columnIds[i]);
    }
    return newest;
  }

  private boolean isLaterThanLook(@Nullable LogPlace place) {
    TableIdentity identity = mapping.identity();
    return identity != null
        && place != null
        && place.namesTransaction()
        && !place.beganBefore(identity.horizon());
  }

  private void requireFields(@Nullable Object[] row, Envelope envelope) {
    for (String field : rules.required()) {
      Integer ordinal = ordinals.get(field);
      if (ordinal != null && row[ordinal] == Absent.VALUE) {
        envelope.failure =
            new UndecodableException(
                ErrorCode.EVENT_LACKS_VALUES,
                "it lacks field "
                    + field
                    + " since the source was changed, and schema_drift is \"freeze\"");
      }
    }
  }

  RowKey key(byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      throw new UndecodableException(
          ErrorCode.EVENT_LACKS_VALUES,
          "it has no key. Set message.key.columns for "
              + mapping.source()
              + " in the connector, or give the table a primary key");
    }
    @Nullable Object[] key = new @Nullable Object[keyOrdinals.length];
    Arrays.fill(key, Absent.VALUE);
    EventJson.read(
        bytes,
        "key",
        parser -> {
          readKey(parser, key);
          return key;
        });
    for (int i = 0; i < key.length; i++) {
      Object value = key[i];
      if (value == Absent.VALUE || value == null) {
        throw new UndecodableException(
            ErrorCode.EVENT_LACKS_VALUES, "its key lacks column " + keyColumn(i).column());
      }
      AmbiguousEncoding what = keyColumn(i).columnType().ambiguityOf(value);
      if (what != null) {
        // Which row it is cannot be asked of the source either.
        throw AmbiguityCheck.refusal(keyColumn(i), what);
      }
    }
    return new RowKey(key);
  }

  /**
   * The message's key says where the row is, and the row says it once more.
   *
   * @param row given the key's values where they were too large to be sent
   * @throws UndecodableException if the two are not the same, or the key cannot be read
   */
  RowKey keyOfRow(byte @Nullable [] bytes, @Nullable Object[] row) throws IOException {
    if (bytes != null && numberKey != null && numberKey.isOf(bytes, row)) {
      @Nullable Object[] own = new @Nullable Object[keyOrdinals.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = row[keyOrdinals[i]];
      }
      return new RowKey(own);
    }
    RowKey key = key(bytes);
    requireSameKey(key, row);
    return key;
  }

  private void requireSameKey(RowKey key, @Nullable Object[] row) {
    for (int i = 0; i < keyOrdinals.length; i++) {
      Object held = row[keyOrdinals[i]];
      if (held == Unavailable.VALUE || rules.skipped().contains(keyColumn(i).column())) {
        row[keyOrdinals[i]] = key.value(i);
      } else if (held == Absent.VALUE) {
        throw new UndecodableException(
            ErrorCode.EVENT_LACKS_VALUES,
            "its row lacks column " + keyColumn(i).column() + " of the key");
      } else if (!RowKey.isSame(held, key.value(i))) {
        throw new UndecodableException(
            ErrorCode.VALUE_DOES_NOT_FIT,
            "column " + keyColumn(i).column() + " is not the same in its key and in its row");
      }
    }
  }

  private void readKey(JsonParser parser, @Nullable Object[] key) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
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
      int index = keyFields.meaning(i, field);
      if (index >= 0) {
        if (key[index] != Absent.VALUE) {
          throw new UndecodableException(
              ErrorCode.EVENT_IS_BROKEN, "its key has field " + field + " twice");
        }
        key[index] = values.decode(parser, keyColumn(index));
      } else {
        parser.skipChildren();
      }
    }
  }

  private ColumnMapping keyColumn(int index) {
    return mapping.columns().get(keyOrdinals[index]);
  }
}
