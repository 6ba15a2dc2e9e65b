/** Doing again what can pass by itself. */
@NullMarked
package dev.firn.retry;

import org.jspecify.annotations.NullMarked;
