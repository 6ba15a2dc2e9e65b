package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.RowKey;
import dev.firn.cdc.event.UndecodableException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose large values nobody knows for now, because an event of theirs is a dead letter.
 *
 * <p>An event that leaves out large values would keep those from before that one, which may be
 * wrong. So it becomes a dead letter too, until the first is retried or discarded.
 */
public final class UncertainKeys implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Set<RowKey> keys;

  public UncertainKeys() {
    this(Set.of());
  }

  private UncertainKeys(Set<RowKey> keys) {
    this.keys = new HashSet<>(keys);
  }

  UncertainKeys copy() {
    return new UncertainKeys(keys);
  }

  /** From now on nobody knows what a row of the event's key holds. */
  public void add(ChangeParser parser, KafkaEvent event) {
    RowKey key = parser.findKey(event);
    // Nothing of a key that cannot be read is ever applied.
    if (key != null) {
      keys.add(key);
    }
  }

  /**
   * @throws UndecodableException if the change leaves out values that nobody knows
   */
  public void requireKnown(Change change) {
    RowKey from = change.oldKey() == null ? change.key() : change.oldKey();
    if (!keys.isEmpty() && from != null && keys.contains(from) && change.lacksValues()) {
      throw new UndecodableException(
              "it leaves out large values, and an earlier event of key "
                  + from
                  + " is a dead letter that may have changed them")
          .at(change.place());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UncertainKeys that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }
}
