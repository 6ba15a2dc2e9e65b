/** The only door to Iceberg. */
@NullMarked
package dev.firn.lake;

import org.jspecify.annotations.NullMarked;
