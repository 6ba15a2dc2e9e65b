package dev.firn.lake.keys;

import java.io.Serializable;

/**
 * Rows of a data file, as a task brings them.
 *
 * @param positions of the rows in the file
 * @param rows their values, in Spark's own bytes
 */
record FoundRows(String file, long[] positions, byte[][] rows) implements Serializable {}
