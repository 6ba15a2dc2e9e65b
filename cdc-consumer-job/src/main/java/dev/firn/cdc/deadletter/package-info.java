/** Keeps events that cannot be applied. */
@NullMarked
package dev.firn.cdc.deadletter;

import org.jspecify.annotations.NullMarked;
