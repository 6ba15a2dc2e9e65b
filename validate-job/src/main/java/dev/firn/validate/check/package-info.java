/** Compares one table of the source with its lake table. */
@NullMarked
package dev.firn.validate.check;

import org.jspecify.annotations.NullMarked;
