/** The streaming query from its start to its end, and what it tells of itself. */
@NullMarked
package dev.firn.cdc.stream;

import org.jspecify.annotations.NullMarked;
