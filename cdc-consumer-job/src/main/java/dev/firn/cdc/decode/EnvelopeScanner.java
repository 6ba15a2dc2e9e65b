package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.decode.Envelope.Part;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.SourceLog;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of an event in its bytes, in one pass and without building a tree: Debezium's
 * envelope, with or without an inline schema, or a row that the connector has flattened.
 */
final class EnvelopeScanner {

  private static final String METADATA = "__";

  private final RowReader rows;
  private final SourceLog log;
  private final boolean readsBefore;
  private final boolean keepsBefore;
  private final FieldOrder<Metadata> sourceFields;

  /** What a field of the metadata says. */
  private enum Metadata {
    NOTHING,
    SCHEMA,
    TABLE,
    DATABASE,
    MILLIS,
    VERSION,
    CONNECTOR,
    PLACE
  }

  private @Nullable String connectorVersion;

  /** What connectors of the source's kind of database call themselves. */
  private final String connector;

  /** What nearly every event says in the same words. */
  private final Map<Metadata, String> said = new EnumMap<>(Metadata.class);

  EnvelopeScanner(RowReader rows, SourceLog log, boolean readsBefore, boolean keepsBefore) {
    this.keepsBefore = keepsBefore;
    this.log = log;
    this.connector = log.database().name().toLowerCase(Locale.ROOT);
    this.rows = rows;
    this.readsBefore = readsBefore;
    this.sourceFields = new FieldOrder<>(this::metadata);
  }

  /** What says the place in the log is the database's own. */
  private Metadata metadata(String field) {
    return switch (field) {
      case "schema" -> Metadata.SCHEMA;
      case "table" -> Metadata.TABLE;
      case "ts_ms" -> Metadata.MILLIS;
      case "version" -> Metadata.VERSION;
      case "connector" -> Metadata.CONNECTOR;
      default ->
          log.placesBy(field)
              ? Metadata.PLACE
              : log.namesDatabaseBy(field) ? Metadata.DATABASE : Metadata.NOTHING;
    };
  }

  /**
   * @throws UndecodableException if the bytes are no event
   */
  Envelope read(byte[] value) throws IOException {
    Envelope envelope = new Envelope(log.newPlace());
    boolean found = EventJson.read(value, "value", parser -> readEnvelope(parser, envelope));
    if (found && envelope.operation != null) {
      return named(envelope);
    }
    Envelope flat = new Envelope(log.newPlace());
    boolean flattened = EventJson.read(value, "value", parser -> readFlattened(parser, flat));
    if (flat.operation != null) {
      return flat;
    }
    if (envelope.operation != null) {
      return named(envelope);
    }
    throw new UndecodableException(
        ErrorCode.EVENT_IS_BROKEN,
        flattened
            ? "it is flattened and has no field \"__deleted\", so deletes are lost. Set"
                + " delete.tombstone.handling.mode=rewrite in the connector"
            : "it is no Debezium envelope: it has no field \"op\"");
  }

  @Nullable String connectorVersion() {
    return connectorVersion;
  }

  /** A topic can have events of two tables, so an envelope that names none may be the other's. */
  private static Envelope named(Envelope envelope) {
    if (envelope.schema == null || envelope.table == null) {
      envelope.doubt =
          new UndecodableException(
              ErrorCode.EVENT_IS_OF_ANOTHER, "its source does not say whose table it is of");
    }
    return envelope;
  }

  /**
   * @return true if there is anything that only an envelope has
   */
  private boolean readEnvelope(JsonParser parser, Envelope envelope) throws IOException {
    boolean found = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      boolean isObject = token == JsonToken.START_OBJECT;
      switch (field) {
        case "payload" -> {
          if (isObject) {
            found |= readEnvelope(parser, envelope);
          }
        }
        case "op" -> {
          envelope.meets(Part.OPERATION);
          envelope.operation = token == JsonToken.VALUE_STRING ? parser.getText() : null;
          parser.skipChildren();
        }
        case "after" -> {
          found |= isObject || token == JsonToken.VALUE_NULL;
          envelope.meets(Part.AFTER);
          if (isObject) {
            envelope.after = rows.row(parser, envelope);
          }
        }
        case "before" -> {
          found |= isObject || token == JsonToken.VALUE_NULL;
          long begins = keepsBefore ? parser.currentTokenLocation().getByteOffset() : 0;
          if (isObject && readsBefore) {
            envelope.before = rows.row(parser, envelope);
          } else {
            parser.skipChildren();
          }
          if (isObject && keepsBefore) {
            envelope.beforeStands(begins, parser.currentLocation().getByteOffset());
          }
        }
        case "source" -> {
          found |= isObject;
          envelope.meets(Part.SOURCE);
          if (isObject) {
            readSource(parser, envelope);
          }
        }
        default -> parser.skipChildren();
      }
    }
    return found;
  }

  private void readSource(JsonParser parser, Envelope envelope) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
      String field = parser.currentName();
      parser.nextToken();
      readMetadata(parser, field, sourceFields.meaning(i, field), envelope);
    }
  }

  private void readMetadata(JsonParser parser, String field, Metadata metadata, Envelope envelope)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (!token.isScalarValue()) {
      parser.skipChildren();
      return;
    }
    switch (metadata) {
      case NOTHING -> {}
      case SCHEMA -> {
        envelope.meets(Part.SCHEMA);
        envelope.schema = text(parser, metadata);
      }
      case TABLE -> {
        envelope.meets(Part.TABLE);
        envelope.table = text(parser, metadata);
      }
      case DATABASE -> envelope.database = text(parser, metadata);
      case MILLIS -> envelope.sourceMillis = number(parser);
      case VERSION -> {
        // A connector does not change it within what a task reads, or the next task sees it.
        if (connectorVersion == null) {
          connectorVersion = parser.getText();
        }
      }
      case CONNECTOR -> {
        if (!isText(parser, connector)) {
          envelope.doubt =
              new UndecodableException(
                  ErrorCode.EVENT_IS_OF_ANOTHER,
                  "it is of a connector of "
                      + parser.getText()
                      + ", and the source is of another kind");
        }
      }
      case PLACE -> {
        if (token == JsonToken.VALUE_NUMBER_INT) {
          envelope.place.number(field, number(parser));
        } else {
          envelope.place.text(field, parser.getText());
        }
      }
    }
  }

  /** A text; null if it is none. */
  private @Nullable String text(JsonParser parser, Metadata metadata) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    String before = said.get(metadata);
    if (before != null && isText(parser, before)) {
      return before;
    }
    String text = parser.getText();
    said.put(metadata, text);
    return text;
  }

  /** Without making the text. */
  private static boolean isText(JsonParser parser, String text) throws IOException {
    return parser.getTextLength() == text.length()
        && isAt(parser.getTextCharacters(), parser.getTextOffset(), text);
  }

  private static boolean isAt(char[] characters, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (characters[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A number of 64 bits without a sign, whether it comes as a number or as text; else -1. */
  private static long number(JsonParser parser) throws IOException {
    // Asked of every event, three times: the text is made only where it is needed.
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Math.max(parser.getLongValue(), -1);
    }
    try {
      return Long.parseUnsignedLong(parser.getText());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * @return true if there is anything that only a flattened event has
   */
  private boolean readFlattened(JsonParser parser, Envelope envelope) throws IOException {
    @Nullable Object[] row = rows.emptyRow();
    String operation = null;
    Boolean deleted = null;
    boolean found = false;
    for (int i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("payload") && token == JsonToken.START_OBJECT) {
        found |= readFlattened(parser, envelope);
      } else if (field.equals("__op")) {
        operation = parser.getText();
        found = true;
      } else if (field.equals("__deleted")) {
        deleted = Boolean.valueOf(parser.getText());
      } else if (field.startsWith(METADATA)) {
        String prefixed = field.substring(METADATA.length());
        String name = prefixed.startsWith("source_") ? prefixed.substring(7) : prefixed;
        readMetadata(parser, name, metadata(name), envelope);
        found = true;
      } else {
        rows.readField(parser, i, row, envelope);
      }
    }
    if (deleted != null) {
      envelope.operation = deleted ? "d" : operation == null ? "u" : operation;
      envelope.after = row;
    }
    return found;
  }
}
