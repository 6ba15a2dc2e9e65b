/** The page of a run: what it is about, and its sections, each of a kind that is drawn one way. */
@NullMarked
package dev.firn.page;

import org.jspecify.annotations.NullMarked;
