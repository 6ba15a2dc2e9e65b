/** What an operator does before a run: writes, checks and looks at configuration. */
@NullMarked
package dev.firn.setup;

import org.jspecify.annotations.NullMarked;
