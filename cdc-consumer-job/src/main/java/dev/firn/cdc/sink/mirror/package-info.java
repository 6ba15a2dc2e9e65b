/** Keeps of a table with a key what its source has. */
@NullMarked
package dev.firn.cdc.sink.mirror;

import org.jspecify.annotations.NullMarked;
