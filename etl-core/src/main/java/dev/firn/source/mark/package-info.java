/** How rows are found that were written since a table was read last, without a log. */
@NullMarked
package dev.firn.source.mark;

import org.jspecify.annotations.NullMarked;
