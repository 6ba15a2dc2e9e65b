/** Ranges of a table's rows by their keys, each of which can be read at an instant of its own. */
@NullMarked
package dev.firn.source.range;

import org.jspecify.annotations.NullMarked;
