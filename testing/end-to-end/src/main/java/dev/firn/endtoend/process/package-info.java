/** Firn as people start it: jobs in processes of their own, by {@code scripts/firn}. */
@NullMarked
package dev.firn.endtoend.process;

import org.jspecify.annotations.NullMarked;
