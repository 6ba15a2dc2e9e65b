/** What an operator can act on, and the exit code that says it. */
@NullMarked
package dev.firn.error;

import org.jspecify.annotations.NullMarked;
