/** What a terminal shows: text by the places it takes, tables of it, a screen that is redrawn. */
@NullMarked
package dev.firn.terminal;

import org.jspecify.annotations.NullMarked;
