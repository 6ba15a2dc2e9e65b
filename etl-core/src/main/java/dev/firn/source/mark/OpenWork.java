package dev.firn.source.mark;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a database says of transactions that are open before rows are read.
 *
 * @param now by its clock, before it looked at them
 * @param since when the oldest of those that it shows began; now if there is none
 * @param unknown why there may be older ones, as a clause; null if all are shown
 * @param remedy what has it show them; empty if only their end does
 */
public record OpenWork(Instant now, Instant since, @Nullable String unknown, String remedy) {}
