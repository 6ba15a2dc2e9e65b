/** What people do with dead letters: list, show, retry, discard. */
@NullMarked
package dev.firn.cdc.replay;

import org.jspecify.annotations.NullMarked;
