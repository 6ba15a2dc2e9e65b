/** The check that packages stay small, and know each other in one direction only. */
@NullMarked
package dev.firn.check.rooms;

import org.jspecify.annotations.NullMarked;
