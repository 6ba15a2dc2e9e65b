/** Repairs between any two steps of a stream, held against a plain replay. */
@NullMarked
package dev.firn.check.repair;

import org.jspecify.annotations.NullMarked;
