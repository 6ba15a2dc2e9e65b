/** Writes rows into data files that no table refers to yet. */
@NullMarked
package dev.firn.lake.rows;

import org.jspecify.annotations.NullMarked;
