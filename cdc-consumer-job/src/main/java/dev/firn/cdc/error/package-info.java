/** All that can go wrong while changes are followed, as an operator reads it. */
@NullMarked
package dev.firn.cdc.error;

import org.jspecify.annotations.NullMarked;
