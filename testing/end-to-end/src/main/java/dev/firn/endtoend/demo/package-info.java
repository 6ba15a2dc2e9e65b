/** What {@code scripts/firn demo} does: the whole pipeline on real services, before one's eyes. */
@NullMarked
package dev.firn.endtoend.demo;

import org.jspecify.annotations.NullMarked;
