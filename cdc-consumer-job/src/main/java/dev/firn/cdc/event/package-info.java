/** The words of the stream: events, changes, keys, positions. */
@NullMarked
package dev.firn.cdc.event;

import org.jspecify.annotations.NullMarked;
