/** Keeps every change of a table. */
@NullMarked
package dev.firn.cdc.sink.history;

import org.jspecify.annotations.NullMarked;
