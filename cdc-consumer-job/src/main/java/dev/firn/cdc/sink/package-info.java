/** What becomes of changes: what every sink is, and what several of them share. */
@NullMarked
package dev.firn.cdc.sink;

import org.jspecify.annotations.NullMarked;
