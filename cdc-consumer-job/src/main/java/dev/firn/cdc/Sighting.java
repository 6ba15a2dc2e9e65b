package dev.firn.cdc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value of an event that may have been another at the source.
 *
 * @param column the name at the source
 * @param key of the row that has it, or null if the source cannot be asked for a row of the table
 * @param transaction that has written it, as events carry it, or -1
 * @param shown what the source has said of it, once it has refuted it
 */
record Sighting(
    Lookalike what, String column, @Nullable RowKey key, long transaction, @Nullable String shown)
    implements Serializable {

  Sighting(Lookalike what, String column, @Nullable RowKey key, long transaction) {
    this(what, column, key, transaction, null);
  }

  Sighting refutedBy(String answer) {
    return new Sighting(what, column, key, transaction, answer);
  }

  /** The same before the source was asked. */
  Sighting unanswered() {
    return new Sighting(what, column, key, transaction);
  }
}
