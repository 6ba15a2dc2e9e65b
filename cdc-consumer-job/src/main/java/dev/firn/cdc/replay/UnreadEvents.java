package dev.firn.cdc.replay;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Events that the stream may have applied, and that cannot be read as the table is now: a policy
 * held then, or a type, that nothing keeps. What they have made of their rows a replay does not
 * know.
 */
final class UnreadEvents {

  private final ChangeParser parser;
  private final Map<RowKey, Long> last = new HashMap<>();
  private final List<Change> ofRow = new ArrayList<>();

  UnreadEvents(ChangeParser parser) {
    this.parser = parser;
  }

  /** A change that goes into what the row is. */
  void meet(Change change) {
    ofRow.add(change);
  }

  void add(KafkaEvent event) {
    RowKey key = parser.findKey(event);
    // Nothing of a key that cannot be read is ever applied.
    if (key != null) {
      last.put(key, event.offset());
    }
  }

  /**
   * @throws UndecodableException if one is of the row, by a key that it has or had
   */
  void requireNone() {
    ofRow.stream()
        .flatMap(
            change ->
                Stream.of(Optional.ofNullable(change.key()), Optional.ofNullable(change.oldKey())))
        .flatMap(Optional::stream)
        .filter(last::containsKey)
        .findFirst()
        .ifPresent(
            key -> {
              throw new UndecodableException(
                  ErrorCode.EARLIER_EVENT_IS_MISSING,
                  "A later event of row "
                      + key
                      + ", at offset "
                      + last.get(key)
                      + ", cannot be read as the table is now, so nobody knows what it has made of"
                      + " the row. Reload the table");
            });
  }
}
