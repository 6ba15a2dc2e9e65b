package dev.firn.source;

import dev.firn.model.LogPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table came to be.
 *
 * @param createdBy of all events of the transaction that created it
 * @param sentSince of the transaction from which on its changes are sent; null if nothing sends
 *     them
 * @param withoutEvents of transactions that may have given it rows, or taken some, of which no
 *     event tells, or before which its events may have been another table's
 * @param gap why not all changes since then are in the stream, as a clause; empty if all are
 */
public record TableOrigin(
    LogPlace createdBy, @Nullable LogPlace sentSince, List<LogPlace> withoutEvents, String gap) {

  public TableOrigin {
    withoutEvents = List.copyOf(withoutEvents);
  }
}
