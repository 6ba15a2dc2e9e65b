package dev.firn.cdc.ledger;

/**
 * One run of the consumer of a stream.
 *
 * @param stream the source's name, under which ledgers are kept
 * @param epoch its number among the runs of the stream; a run that meets a higher one was replaced
 */
public record ConsumerRun(String stream, String runId, long epoch) {}
