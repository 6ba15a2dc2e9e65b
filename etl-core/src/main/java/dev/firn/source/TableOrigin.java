package dev.firn.source;

import dev.firn.model.LogPlace;

/**
 * How a table came to be.
 *
 * @param createdBy of all events of the transaction that created it
 * @param gap why not all changes since then are in the stream, as a clause; empty if all are
 */
public record TableOrigin(LogPlace createdBy, String gap) {}
