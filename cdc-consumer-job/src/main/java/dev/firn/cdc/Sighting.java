package dev.firn.cdc;

import dev.firn.schema.TableMapping;
import java.io.Serializable;

/**
 * A value of an event that may have been another at the source.
 *
 * @param column the name at the source
 * @param key of the row that has it
 * @param transaction that has written it, as events carry it, or -1
 */
record Sighting(Lookalike what, String column, RowKey key, long transaction)
    implements Serializable {

  /** Of the event that carries it. */
  UndecodableException refusal(TableMapping table) {
    return what.refusal(table.find(column).orElseThrow());
  }
}
