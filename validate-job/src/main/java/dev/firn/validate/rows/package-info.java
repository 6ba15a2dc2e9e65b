/** Looks at rows again by their keys, tells which really differ, and repairs those. */
@NullMarked
package dev.firn.validate.rows;

import org.jspecify.annotations.NullMarked;
