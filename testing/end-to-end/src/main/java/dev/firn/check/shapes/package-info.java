/** Shapes of random tables, held against a plain replay. */
@NullMarked
package dev.firn.check.shapes;

import org.jspecify.annotations.NullMarked;
