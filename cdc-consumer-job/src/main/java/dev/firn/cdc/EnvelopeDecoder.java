package dev.firn.cdc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
  private static final UTF8String NEW_KEY_HEADER = UTF8String.fromString(KafkaEvent.NEW_KEY_HEADER);

  private final Map<TableId, TableMapping> tables;
  private final Map<TableId, FieldRules> rules;
  private final Map<String, TableId> byTopic;
  private final Set<String> unavailable;
  private final Map<TableId, UncertainKeys> uncertain;

  /**
   * @param byTopic for every topic, one of its tables
   * @param unavailable the texts that stand for a value that was not sent
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables, Map<String, TableId> byTopic, Set<String> unavailable) {
    this(tables, Map.of(), byTopic, unavailable, Map.of());
  }

  /**
   * @param rules of the tables whose events differ from their contracts
   * @param uncertain of the tables that have dead letters
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables,
      Map<TableId, FieldRules> rules,
      Map<String, TableId> byTopic,
      Set<String> unavailable,
      Map<TableId, UncertainKeys> uncertain) {
    this.tables = new HashMap<>(tables);
    this.rules = new HashMap<>(rules);
    this.byTopic = new HashMap<>(byTopic);
    this.unavailable = unavailable;
    this.uncertain = new HashMap<>(uncertain);
  }

  @Override
  public Iterator<DecodedSlice> call(Iterator<InternalRow> rows) throws IOException {
    DecodedSlice slice = new DecodedSlice();
    Map<TableId, TableDecoder> decoders = new HashMap<>();
    while (rows.hasNext()) {
      decode(event(rows.next()), slice, decoders);
    }
    decoders.forEach(
        (table, decoder) -> {
          if (!decoder.unknownFields().isEmpty()) {
            slice.of(table).addUnknownFields(decoder.unknownFields());
          }
        });
    return List.of(slice.seal()).iterator();
  }

  private void decode(KafkaEvent event, DecodedSlice slice, Map<TableId, TableDecoder> decoders)
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
      decodeAs(table, event, slice, decoders);
    } catch (OtherTableException e) {
      if (tables.containsKey(e.table())) {
        decodeAs(e.table(), event, slice, decoders);
      } else {
        slice.addUnknown(e.table());
      }
    }
  }

  private void decodeAs(
      TableId table, KafkaEvent event, DecodedSlice slice, Map<TableId, TableDecoder> decoders)
      throws IOException {
    decoders.computeIfAbsent(table, this::decoderOf).decode(event, slice.of(table));
  }

  private TableDecoder decoderOf(TableId table) {
    EnvelopeParser parser =
        new EnvelopeParser(
            mapping(table),
            new ValueDecoder(unavailable),
            rules.getOrDefault(table, FieldRules.NONE));
    return new TableDecoder(parser, uncertain.getOrDefault(table, new UncertainKeys()));
  }

  private TableMapping mapping(TableId table) {
    TableMapping mapping = tables.get(table);
    if (mapping == null) {
      throw new IllegalStateException("No contract for " + table);
    }
    return mapping;
  }

  private static KafkaEvent event(InternalRow row) {
    InternalRow oldKey = find(OLD_KEY_HEADER, row);
    return new KafkaEvent(
        row.getUTF8String(0).toString(),
        row.getInt(1),
        row.getLong(2),
        row.isNullAt(3) ? null : row.getBinary(3),
        row.isNullAt(4) ? null : row.getBinary(4),
        oldKey == null || oldKey.isNullAt(1) ? null : oldKey.getBinary(1),
        find(NEW_KEY_HEADER, row) != null);
  }

  private static @Nullable InternalRow find(UTF8String name, InternalRow row) {
    if (row.isNullAt(5)) {
      return null;
    }
    ArrayData headers = row.getArray(5);
    for (int i = 0; i < headers.numElements(); i++) {
      InternalRow header = headers.getStruct(i, 2);
      if (name.equals(header.getUTF8String(0))) {
        return header;
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
