/** Finds rows by their keys and marks them as deleted by their positions. */
@NullMarked
package dev.firn.lake.keys;

import org.jspecify.annotations.NullMarked;
