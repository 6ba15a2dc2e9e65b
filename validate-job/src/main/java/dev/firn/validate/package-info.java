/** Validation. Read {@code ValidateJob} first; everything else is reachable from there. */
@NullMarked
package dev.firn.validate;

import org.jspecify.annotations.NullMarked;
