/** Keeps of a table without a key what its source has, or every image. */
@NullMarked
package dev.firn.cdc.sink.keyless;

import org.jspecify.annotations.NullMarked;
