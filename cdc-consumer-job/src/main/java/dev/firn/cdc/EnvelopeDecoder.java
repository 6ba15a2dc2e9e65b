package dev.firn.cdc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.DecodedSlice.TableSlice;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a batch for all tables in one pass.
 *
 * <p>The topic's name only says which table to try first: Debezium gives two tables one topic when
 * their names differ in a character that Kafka does not allow. Whose an event is stands in it.
 */
final class EnvelopeDecoder implements FlatMapFunction<Iterator<InternalRow>, DecodedSlice> {

  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();
  private static final UTF8String OLD_KEY_HEADER = UTF8String.fromString(KafkaEvent.OLD_KEY_HEADER);

  private final Map<TableId, TableMapping> tables;
  private final Map<TableId, FieldRules> rules;
  private final Map<String, TableId> byTopic;
  private final Set<String> unavailable;

  /**
   * @param byTopic for every topic, one of its tables
   * @param unavailable the texts that stand for a value that was not sent
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables, Map<String, TableId> byTopic, Set<String> unavailable) {
    this(tables, Map.of(), byTopic, unavailable);
  }

  /**
   * @param rules of the tables whose events differ from their contracts
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables,
      Map<TableId, FieldRules> rules,
      Map<String, TableId> byTopic,
      Set<String> unavailable) {
    this.tables = new HashMap<>(tables);
    this.rules = new HashMap<>(rules);
    this.byTopic = new HashMap<>(byTopic);
    this.unavailable = unavailable;
  }

  @Override
  public Iterator<DecodedSlice> call(Iterator<InternalRow> rows) throws IOException {
    DecodedSlice slice = new DecodedSlice();
    Map<TableId, EnvelopeParser> parsers = new HashMap<>();
    while (rows.hasNext()) {
      decode(event(rows.next()), slice, parsers);
    }
    parsers.forEach(
        (table, parser) -> {
          if (!parser.unknownFields().isEmpty()) {
            slice.of(table).addUnknownFields(parser.unknownFields());
          }
        });
    return List.of(slice.seal()).iterator();
  }

  private void decode(KafkaEvent event, DecodedSlice slice, Map<TableId, EnvelopeParser> parsers)
      throws IOException {
    TableId table = byTopic.get(event.topic());
    if (table == null) {
      TableId named = tableNamedIn(event);
      if (named == null || !tables.containsKey(named)) {
        if (named != null) {
          slice.addUnknown(named);
        }
        return;
      }
      table = named;
    }
    try {
      decodeAs(table, event, slice, parsers);
    } catch (OtherTableException e) {
      if (tables.containsKey(e.table())) {
        decodeAs(e.table(), event, slice, parsers);
      } else {
        slice.addUnknown(e.table());
      }
    }
  }

  private void decodeAs(
      TableId table, KafkaEvent event, DecodedSlice slice, Map<TableId, EnvelopeParser> parsers)
      throws IOException {
    EnvelopeParser parser =
        parsers.computeIfAbsent(
            table,
            id ->
                new EnvelopeParser(
                    mapping(id),
                    new ValueDecoder(unavailable),
                    rules.getOrDefault(id, FieldRules.NONE)));
    TableSlice part = slice.of(table);
    try {
      Change change = parser.parse(event);
      if (change != null) {
        part.add(change);
      }
    } catch (UndecodableException e) {
      part.add(DeadLetter.of(event, e.placeOf(event), String.valueOf(e.getMessage())));
      if (e.unfit() != null) {
        part.add(e.unfit());
      }
    }
    part.seen(event.partition(), event.offset());
  }

  private TableMapping mapping(TableId table) {
    TableMapping mapping = tables.get(table);
    if (mapping == null) {
      throw new IllegalStateException("No contract for " + table);
    }
    return mapping;
  }

  private static KafkaEvent event(InternalRow row) {
    return new KafkaEvent(
        row.getUTF8String(0).toString(),
        row.getInt(1),
        row.getLong(2),
        row.isNullAt(3) ? null : row.getBinary(3),
        row.isNullAt(4) ? null : row.getBinary(4),
        row.isNullAt(5) ? null : oldKey(row.getArray(5)));
  }

  private static byte @Nullable [] oldKey(ArrayData headers) {
    for (int i = 0; i < headers.numElements(); i++) {
      InternalRow header = headers.getStruct(i, 2);
      if (OLD_KEY_HEADER.equals(header.getUTF8String(0))) {
        return header.isNullAt(1) ? null : header.getBinary(1);
      }
    }
    return null;
  }

  /** Whose event it is, for a topic of which no table is known. */
  private static @Nullable TableId tableNamedIn(KafkaEvent event) throws IOException {
    if (event.value() == null) {
      return null;
    }
    try (JsonParser parser = JSON.createParser(event.value())) {
      String schema = null;
      String table = null;
      boolean inSource = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          inSource = "source".equals(parser.currentName());
        } else if (token == JsonToken.END_OBJECT && inSource) {
          break;
        } else if (inSource && token == JsonToken.VALUE_STRING) {
          if ("schema".equals(parser.currentName())) {
            schema = parser.getText();
          } else if ("table".equals(parser.currentName())) {
            table = parser.getText();
          }
        }
      }
      return schema == null || table == null || table.isEmpty() ? null : new TableId(schema, table);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }
}
