package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.row.RowKey;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
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

  /** Rows that the lake lacks for the same reason; without a key, all of their values. */
  private final Set<RowKey> missing;

  /** True without a key: then a change that names a row needs it, whatever it carries. */
  private boolean namesWholeRows;

  public UncertainKeys() {
    this(Set.of(), Set.of());
  }

  private UncertainKeys(Set<RowKey> keys, Set<RowKey> missing) {
    this.keys = new HashSet<>(keys);
    this.missing = new HashSet<>(missing);
  }

  UncertainKeys copy() {
    UncertainKeys copy = new UncertainKeys(keys, missing);
    copy.namesWholeRows = namesWholeRows;
    return copy;
  }

  /**
   * From now on it is known that the lake does not hold these rows.
   *
   * @param hasKey true if the table has one
   */
  public void addMissing(Collection<RowKey> rows, boolean hasKey) {
    missing.addAll(rows);
    namesWholeRows = !hasKey;
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
   * To be asked of each change in its order.
   *
   * @throws UndecodableException if the change leaves out values that nobody knows
   */
  public void requireKnown(Change change) {
    RowKey from = change.oldKey() == null ? change.key() : change.oldKey();
    if (!keys.isEmpty() && from != null && keys.contains(from) && change.lacksValues()) {
      throw new UndecodableException(
              ErrorCode.EARLIER_EVENT_IS_MISSING,
              "it leaves out large values, and an earlier event of key "
                  + from
                  + " is a dead letter that may have changed them")
          .at(change.place());
    }
    if (!missing.isEmpty()
        && from != null
        && missing.contains(from)
        && (namesWholeRows || change.lacksValues())) {
      throw new UndecodableException(
              ErrorCode.EARLIER_EVENT_IS_MISSING,
              "it changes row "
                  + from
                  + ", which the lake does not hold because an earlier event of it is a dead letter"
                  + " or was discarded")
          .at(change.place());
    }
    if (!missing.isEmpty() && !namesWholeRows && change.key() != null && !change.lacksValues()) {
      // It has brought the row whole.
      missing.remove(change.key());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UncertainKeys that
        && keys.equals(that.keys)
        && missing.equals(that.missing);
  }

  @Override
  public int hashCode() {
    return Objects.hash(keys, missing);
  }
}
