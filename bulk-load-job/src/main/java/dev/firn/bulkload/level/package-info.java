/** Brings tables of the lake to the source's by reading only what differs. */
@NullMarked
package dev.firn.bulkload.level;

import org.jspecify.annotations.NullMarked;
