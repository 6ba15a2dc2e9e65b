/** Lakes of Firn as other readers see them. */
@NullMarked
package dev.firn.check.readers;

import org.jspecify.annotations.NullMarked;
