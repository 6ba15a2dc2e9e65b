/** Small tables that hold Firn's own records. */
@NullMarked
package dev.firn.lake.control;

import org.jspecify.annotations.NullMarked;
