/** Fixtures of the stream. */
@NullMarked
package dev.firn.cdc.testing;

import org.jspecify.annotations.NullMarked;
