/** Turns the bytes of events into changes. */
@NullMarked
package dev.firn.cdc.decode;

import org.jspecify.annotations.NullMarked;
