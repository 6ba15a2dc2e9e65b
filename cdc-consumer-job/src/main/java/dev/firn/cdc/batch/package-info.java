/** Reads a micro-batch, and what comes after it, in Spark tasks. */
@NullMarked
package dev.firn.cdc.batch;

import org.jspecify.annotations.NullMarked;
