package dev.firn.cdc.event;

import dev.firn.schema.UnavailableValue;
import java.io.Serializable;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a message say of its event.
 *
 * @param oldKey Debezium's, with the key that the row had before, or null
 * @param keyChangeDelete true if Debezium's names the key that the row has afterwards
 * @param hasFirnSettings true if the connector is one that Firn has configured
 * @param run what tells the start of the connector's task from others, or null if it is not said
 */
public record EventHeaders(
    byte @Nullable [] oldKey,
    boolean keyChangeDelete,
    boolean hasFirnSettings,
    byte @Nullable [] run)
    implements Serializable {

  public static final EventHeaders NONE = new EventHeaders(null, false, false, null);

  /** The header that the insert half of a key change carries. */
  public static final String OLD_KEY = "__debezium.oldkey";

  /** The header that the delete half of a key change carries. */
  public static final String NEW_KEY = "__debezium.newkey";

  /** The header that the connector of a load adds to everything it sends; its value is free. */
  public static final String FIRN_SETTINGS = UnavailableValue.SETTINGS_HEADER;

  /** The header of which Debezium 3.6 and later make another for each start of a task. */
  public static final String RUN = "__debezium.context.runId";

  /** Of an event that says nothing but which key its row had before. */
  public static EventHeaders ofOldKey(byte @Nullable [] oldKey) {
    return oldKey == null ? NONE : new EventHeaders(oldKey, false, false, null);
  }

  static EventHeaders of(Headers headers) {
    byte[] oldKey = null;
    boolean keyChangeDelete = false;
    boolean hasFirnSettings = false;
    byte[] run = null;
    for (Header header : headers) {
      switch (header.key()) {
        case OLD_KEY -> oldKey = header.value();
        case NEW_KEY -> keyChangeDelete = true;
        case FIRN_SETTINGS -> hasFirnSettings = true;
        case RUN -> run = header.value();
        default -> {}
      }
    }
    return new EventHeaders(oldKey, keyChangeDelete, hasFirnSettings, run);
  }

  /** Those that are no bytes of the source's, in a word each, as a dead letter keeps them. */
  public String words() {
    StringBuilder words = new StringBuilder();
    if (keyChangeDelete) {
      words.append(NEW_KEY);
    }
    if (hasFirnSettings) {
      words.append(words.isEmpty() ? "" : " ").append(FIRN_SETTINGS);
    }
    return words.toString();
  }

  /**
   * Reads what {@link #words()} has written; a word that is not known says nothing.
   *
   * @param words empty for a letter of a version that kept none
   */
  public static EventHeaders of(byte @Nullable [] oldKey, String words) {
    boolean keyChangeDelete = false;
    boolean hasFirnSettings = false;
    for (String word : words.split(" ", -1)) {
      keyChangeDelete |= word.equals(NEW_KEY);
      hasFirnSettings |= word.equals(FIRN_SETTINGS);
    }
    return new EventHeaders(oldKey, keyChangeDelete, hasFirnSettings, null);
  }
}
