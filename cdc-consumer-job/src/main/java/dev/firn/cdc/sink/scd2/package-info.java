/** Keeps every version of the rows of a table, with its time. */
@NullMarked
package dev.firn.cdc.sink.scd2;

import org.jspecify.annotations.NullMarked;
