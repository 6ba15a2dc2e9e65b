package dev.firn.cdc;

/**
 * Where an event stands: in Kafka, and in the source's log.
 *
 * @param lsn the event's own position in the log, or -1 if it has none
 * @param commitLsn the end of the last commit before the event's transaction, or -1; grows along
 *     the stream, while {@code lsn} does not
 * @param transaction the low 32 bits of the source transaction's id, or -1
 * @param sourceMillis when the source committed it, milliseconds since 1970, or -1
 */
record EventPlace(
    int partition, long offset, long lsn, long commitLsn, long transaction, long sourceMillis) {}
