package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.decode.DecodedChunk.TableSlice;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.model.TableId;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one slice of the events that a task reads, until there are no more or it has enough.
 *
 * <p>The topic's name only says which table to try first: Debezium gives two tables one topic when
 * their names differ in a character that Kafka does not allow. Whose an event is stands in it.
 */
public final class ChunkDecoder {

  private final DecoderSettings events;
  private final Map<String, TableId> byTopic;
  private final long atMost;
  private final DecodedChunk slice = new DecodedChunk();
  private final Map<TableId, TableDecoder> decoders = new HashMap<>();
  private long size;

  /**
   * @param byTopic for every topic, one of its tables
   * @param atMost bytes at which the slice has enough
   */
  ChunkDecoder(DecoderSettings events, Map<String, TableId> byTopic, long atMost) {
    this.events = events;
    this.byTopic = byTopic;
    this.atMost = atMost;
  }

  /** True if the events that come next are to be left to another slice. */
  public boolean isFull() {
    return size >= atMost;
  }

  public void add(KafkaEvent event) throws IOException {
    TableId table = byTopic.get(event.topic());
    if (table == null) {
      table = tableNamedIn(event);
      if (table == null) {
        if (event.value() != null) {
          slice.addNameless(event.topic());
        }
        return;
      }
    }
    try {
      decodeAs(table, event);
    } catch (OtherTableException e) {
      decodeAs(e.table(), event);
    }
  }

  private void decodeAs(TableId table, KafkaEvent event) throws IOException {
    TableDecoder decoder = decoders.get(table);
    if (decoder == null) {
      decoder = events.findTable(table);
      if (decoder == null) {
        slice.addUnknown(table);
        return;
      }
      decoders.put(table, decoder);
    }
    TableSlice part = slice.of(table);
    long before = part.size();
    decoder.decode(event, part);
    size += part.size() - before;
  }

  /** Notes that all events of the range were added. */
  public void read(OffsetRange range) {
    slice.add(range);
  }

  public DecodedChunk end() {
    decoders.forEach(
        (table, decoder) -> {
          if (!decoder.unknownFields().isEmpty()) {
            slice.of(table).addUnknownFields(decoder.unknownFields());
          }
          slice.of(table).addVersion(decoder.connectorVersion());
        });
    return slice.seal(isFull());
  }

  /** Whose event it is, for a topic of which no table is known. */
  private @Nullable TableId tableNamedIn(KafkaEvent event) throws IOException {
    if (event.value() == null) {
      return null;
    }
    try (JsonParser parser = EventJson.open(event.value())) {
      String schema = null;
      String table = null;
      String connector = null;
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
          } else if ("name".equals(parser.currentName())) {
            connector = parser.getText();
          }
        }
      }
      if (schema == null || table == null || table.isEmpty()) {
        return null;
      }
      return events.origin().isOfOther(event.topic(), connector)
          ? null
          : new TableId(schema, table);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }
}
