/** What names a row. */
@NullMarked
package dev.firn.row;

import org.jspecify.annotations.NullMarked;
