/** Compares the rows of two sides without moving them: sums of hashes first, then what differs. */
@NullMarked
package dev.firn.validate.content;

import org.jspecify.annotations.NullMarked;
